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
        let name: CodingKeys =
            try container.isPresent(.occuredAt) || !container.isPresent(.occurredAt) ? .occuredAt : .occurredAt
        time = try container.decode(UnixSeconds.self, forKey: name).time
        body = try container.decode(Body.self, forKey: .body)
    }
}

extension KeyedDecodingContainer {
    /// Whether there is a value: null is none.
    fileprivate func isPresent(_ key: Key) throws -> Bool {
        try contains(key) && !decodeNil(forKey: key)
    }
}
