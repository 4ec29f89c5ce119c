import LearnHooks

/// Someone booked a classroom or an event, or checked in; the list says who is expected, was there, or was missed.
/// Source: https://developer.docs.falkor.io/pathways/webhooks/events
struct Events: EventHandler {
    static let eventType = "events"
    static let kinds: [Action.Kind] = [.attendanceBooked, .attendancePresent, .attendanceAbsent]

    struct Event: JSONReadable {
        let pathway: Pathway?
        let events: JSONRows<Session>

        init(json: JSONNode) throws(JSONError) {
            events = try json["data", "events"]
            pathway = json["data", "pathway"]
        }
    }

    func actions(for event: Event) -> [Action] {
        event.events.actions(of: "falkor") { session, row in
            session.attendees?.actions(of: "falkor") { attendance, attendee in
                [session.action(attendance, attendee, session: row, of: event.pathway)]
            } ?? []
        }
    }
}
