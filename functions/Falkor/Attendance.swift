import LearnHooks

/// One person's booking of a session, and the outcome.
/// Source: https://developer.docs.falkor.io/pathways/events-and-bookings/consume
struct Attendance: JSONReadable {
    let person: Person
    let guid: Identifier?
    let state: State

    enum State: String, WireWord {
        case booked, absent, attended

        var kind: Action.Kind {
            switch self {
            case .booked: .attendanceBooked
            case .absent: .attendanceAbsent
            case .attended: .attendancePresent
            }
        }
    }

    init(json: JSONNode) throws(JSONError) {
        state = try json["state"]
        person = Person(json: json)
        guid = json["guid"]
    }
}
