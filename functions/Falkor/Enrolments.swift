import LearnHooks

/// Someone started a pathway, came further in it, or completed it; the list says where each learner stands now.
/// Source: https://developer.docs.falkor.io/pathways/webhooks/enrolments
struct Enrolments: EventHandler {
    static let eventType = "enrolments"
    static let kinds: [Action.Kind] = [.enrolmentCreated, .activityProgressed, .activityCompleted]

    struct Event: Decodable {
        let data: List

        struct List: Decodable {
            let pathway: CompletePathway
            let enrolments: JSONRows<Enrolment>
        }
    }

    /// The pathway as an object of its own, which must have an id.
    struct CompletePathway: Decodable {
        let object: Action.Object

        init(from decoder: any Decoder) throws {
            _ = try decoder.container(keyedBy: Pathway.CodingKeys.self).decode(Identifier.self, forKey: .id)
            object = try Pathway(from: decoder).object
        }
    }

    func actions(for event: Event) -> [Action] {
        event.data.enrolments.actions(of: "falkor") { enrolment, sent in
            enrolment.actions(on: event.data.pathway.object, row: sent)
        }
    }
}
