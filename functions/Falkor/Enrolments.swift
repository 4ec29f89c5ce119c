import LearnHooks

/// Someone started a pathway, came further in it, or completed it; the list says where each learner stands now.
/// Source: https://developer.docs.falkor.io/pathways/webhooks/enrolments
struct Enrolments: EventHandler {
    static let eventType = "enrolments"
    static let kinds: [Action.Kind] = [.enrolmentCreated, .activityProgressed, .activityCompleted]

    struct Event: Decodable {
        let data: List

        struct List: Decodable {
            let pathway: Pathway
            let enrolments: JSONRows<Enrolment>
        }
    }

    func actions(for event: Event) -> [Action] {
        event.data.enrolments.actions(of: "falkor") { enrolment, sent in
            enrolment.actions(on: event.data.pathway.object, row: sent)
        }
    }
}
