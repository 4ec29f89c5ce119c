import LearnHooks
import Support

/// A platform that is made up: everything unusual at once, from data alone.
extension Platform {
    /// Signs `v0:{timestamp}:{id}:{body}` with all but the id in one header, puts lists into `payloads`, states types in a header
    /// and a member, and says id and time in headers alone.
    static let unusual = Platform(
        name: "unusual", title: "Un-usual", source: "https://unusual.example", method: "PATCH",
        trust: .hmacSHA256(
            header: "X-Unusual-Signature", prefix: "v1=", encoding: .base64,
            over: SignedText(
                "v0:{timestamp}:{id}:{body}", timestamp: .field("t"), id: .header("X-Unusual-Id"), tolerance: 60)),
        events: .member("payloads"), type: .header("X-Unusual-Event", then: "action"),
        facts: .init(id: "X-Unusual-Id", time: "X-Unusual-Time"), handlers: [SeatTaken()])

    /// Returns a platform that differs from others in how it proves what it sends.
    static func proving(_ trust: Trust) -> Platform {
        Platform(name: "proving", source: "https://proving.example", trust: trust, handlers: [])
    }
}

extension Action.ObjectType {
    /// A chair in a room: a word of that platform alone.
    static let seat = Self("seat", activityType: "https://unusual.example/seat")
}

/// Someone sat down.
struct SeatTaken: DeliveryEventHandler {
    static let eventType = "seat.taken"
    static let kinds: [Action.Kind] = [.attendancePresent]

    struct Event: JSONReadable {
        let seat: Identifier
        let at: UnixMilliseconds?

        init(json: JSONNode) throws(JSONError) {
            seat = try json["seat"]
            at = json["at"]
        }
    }

    func actions(for event: Event, of delivery: DeliveryFacts) -> [Action] {
        [
            Action(
                .attendancePresent, object: .init(type: .seat, id: event.seat.text, platformType: "seat"),
                time: event.at?.time ?? delivery.time, key: [.text(delivery.id)])
        ]
    }
}
