import LearnHooks

/// A classroom or an event that people book.
struct Session: JSONReadable {
    let id: Identifier
    /// The platform's word for it: "event" in the example; the one for a classroom is not documented.
    let type: String?
    let name: String?
    let attendees: JSONRows<Attendance>?

    init(json: JSONNode) throws(JSONError) {
        id = try json["ID"]
        attendees = try json.ifPresent("attendees")
        type = json["type"]
        name = json["name"]
    }

    func action(_ attendance: Attendance, _ attendee: JSONNode, session: JSONNode, of pathway: Pathway?) -> Action {
        Action(
            attendance.state.kind, learner: attendance.person.learner,
            object: Action.Object(
                type: .session, id: id.text, name: name, platformType: type, parent: pathway?.object),
            // `available` and `booked` are numbers, or the same as strings, or "Unlimited": they are handed on.
            details: session.picking("start", "end", "venue", "available", "booked")
                + attendee.picking("guid", "country", "city"),
            key: Action.Key([.text(attendance.guid?.text)], row: attendee))
    }
}
