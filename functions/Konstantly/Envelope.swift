import LearnHooks

/// What Konstantly sends: `occuredAt`, `type` and `body`.
struct Envelope<Body: JSONReadable & Sendable>: JSONReadable {
    /// When the event occurred.
    let time: Timestamp?
    let body: Body

    init(json: JSONNode) throws(JSONError) {
        body = try json["body"]
        // Spelt with one r by the documents throughout; the right spelling is taken too, should it ever be mended.
        time = (json["occuredAt"] ?? json["occurredAt"] as UnixSeconds?)?.time
    }
}
