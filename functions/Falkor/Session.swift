import LearnHooks

/// A classroom or an event that people book.
struct Session: Decodable {
    let id: Identifier
    /// The platform's word for it: "event" in the example; the one for a classroom is not documented.
    let type: String?
    let name: String?
    let available: Count?
    let booked: Count?
    let attendees: JSONRows<Attendance>

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case type, name, available, booked, attendees
    }

    /// How many have booked, or can: a number, the same as a string, or "Unlimited".
    struct Count: Decodable {
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(JSONNumber.self)) != nil { return }
            let text = try? container.decode(String.self)
            let isDigits = text?.isEmpty == false && text?.utf8.allSatisfy { (0x30...0x39).contains($0) } == true
            guard isDigits || text == "Unlimited" else { throw JSONError(expected: "a number or \"Unlimited\"") }
        }
    }

    func action(_ attendance: Attendance, _ attendee: JSONNode, session: JSONNode, of pathway: Pathway) -> Action {
        Action(
            attendance.state.kind, learner: attendance.person.learner,
            object: Action.Object(
                type: "session", id: id.text, name: name, platformType: type, parent: pathway.object),
            details: session.picking("start", "end", "venue", "available", "booked")
                + attendee.picking("guid", "country", "city"),
            key: Action.Key([.text(attendance.guid)], row: attendee))
    }
}
