public import LearnHooks

/// Platforms that are made up: everything unusual, from data alone.
extension Platform {
    /// Signs `v0:{timestamp}:{id}:{body}` with all but the id in one header, puts lists into `payloads`, states types in a header
    /// and a member, says id and time in headers alone, and asks for every handshake that there is.
    public static let unusual = Platform(
        name: "unusual", title: "Un-usual", source: "https://unusual.example", method: "PATCH",
        trust: .hmacSHA256(
            header: "X-Unusual-Signature", prefix: "v1=", encoding: .base64,
            over: SignedText(
                "v0:{timestamp}:{id}:{body}", timestamp: .field("t"), id: .header("X-Unusual-Id"), tolerance: 60)),
        events: .member("payloads"), type: .header("X-Unusual-Event", then: "action"),
        facts: .init(id: "X-Unusual-Id", time: "X-Unusual-Time"),
        handshakes: [
            .echoParameter("validationToken", method: "POST"),
            .echoMember(["challenge"], of: "url_verification"),
            .signMember(
                ["payload", "plainToken"], of: "endpoint.url_validation", at: .path(["event"]), token: "plainToken",
                code: "encryptedToken"),
        ],
        objectTypes: [.seat], handlers: [SeatTaken()])

    /// Sends lists alone, with a token; asks for a parameter of the query by its own method.
    public static let listing = Platform(
        name: "listing", source: "https://listing.example", trust: .token(header: "Authorization", prefix: "Bearer "),
        events: .list, handshakes: [.echoParameter("challenge")], handlers: [SeatTaken()])

    /// Has a secret in the URL, and asks with the same URL for a parameter.
    public static let hidden = Platform(
        name: "hidden", source: "https://hidden.example", trust: .urlSegment,
        handshakes: [.echoParameter("validationToken")], handlers: [])

    /// All of them.
    public static let madeUp = [unusual, listing, hidden]

    /// Returns a platform that differs from others in how it proves what it sends.
    public static func proving(_ trust: Trust) -> Platform {
        Platform(name: "proving", source: "https://proving.example", trust: trust, handlers: [])
    }
}

extension Action.ObjectType {
    /// A chair in a room: a word of that platform alone.
    public static let seat = Self("seat", activityType: "https://unusual.example/seat")
}

/// Someone sat down.
public struct SeatTaken: DeliveryEventHandler {
    /// The wire name.
    public static let eventType = "seat.taken"
    /// What it becomes.
    public static let kinds: [Action.Kind] = [.attendancePresent]

    /// A seat, and when it was taken.
    public struct Event: JSONReadable, Sendable {
        let seat: Identifier
        let at: UnixMilliseconds?

        /// Reads an event.
        public init(json: JSONNode) throws(JSONError) {
            seat = try json["seat"]
            at = json["at"]
        }
    }

    /// Returns what it means.
    public func actions(for event: Event, of delivery: DeliveryFacts) -> [Action] {
        [
            Action(
                .attendancePresent, object: .init(type: .seat, id: event.seat.text, platformType: "seat"),
                time: event.at?.time ?? delivery.time, key: [.text(delivery.id)])
        ]
    }
}
