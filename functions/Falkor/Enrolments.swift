import LearnHooks

/// Someone started a pathway, came further in it, or completed it; the list says where each learner stands now.
/// Source: https://developer.docs.falkor.io/pathways/webhooks/enrolments
struct Enrolments: EventHandler {
    static let eventType = "enrolments"
    static let kinds: [Action.Kind] = [.enrolmentCreated, .activityProgressed, .activityCompleted]

    struct Event: JSONReadable {
        let pathway: CompletePathway
        let enrolments: JSONRows<Enrolment>

        init(json: JSONNode) throws(JSONError) {
            pathway = try json["data", "pathway"]
            enrolments = try json["data", "enrolments"]
        }
    }

    /// The pathway as an object of its own, which must have an id.
    struct CompletePathway: JSONReadable {
        let object: Action.Object

        init(json: JSONNode) throws(JSONError) {
            _ = try json["ID"] as Identifier
            object = Pathway(json: json).object
        }
    }

    func actions(for event: Event) -> [Action] {
        event.enrolments.actions(of: "falkor") { enrolment, sent in
            enrolment.actions(on: event.pathway.object, row: sent)
        }
    }
}
