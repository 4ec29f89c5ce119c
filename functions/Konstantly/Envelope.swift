import LearnHooks

/// What Konstantly sends: all three of `occuredAt`, `type` and `body` are required.
struct Envelope<Body: Decodable & Sendable>: Decodable {
    /// When the event occurred.
    let time: Timestamp
    let body: Body

    private enum CodingKeys: String, CodingKey {
        // Spelt with one r by the documents throughout; the right spelling is taken too, should it ever be mended.
        case occuredAt, occurredAt, body
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let mended = try container.decodeIfPresent(UnixSeconds.self, forKey: .occurredAt)
        let isMended = mended != nil && !container.contains(.occuredAt)
        time = try container.decode(UnixSeconds.self, forKey: isMended ? .occurredAt : .occuredAt).time
        body = try container.decode(Body.self, forKey: .body)
    }
}
