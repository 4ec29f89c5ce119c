import LearnHooks

/// One person's booking of a session, and what came of it.
/// Source: https://developer.docs.falkor.io/pathways/events-and-bookings/consume
struct Attendance: Decodable {
    let person: Person
    let guid: String?
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

    private enum CodingKeys: CodingKey {
        case guid, state
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        person = try Person(from: decoder)
        guid = try container.decodeIfPresent(String.self, forKey: .guid)
        state = try container.decode(State.self, forKey: .state)
    }
}
