import LearnHooks

/// What Konstantly sends: `occuredAt`, `type` and `body`.
struct Envelope<Body: JSONReadable & Sendable>: JSONReadable {
    /// When the event occurred.
    let time: Timestamp?
    let body: Body

    init(json: JSONNode) throws(JSONError) {
        body = try json["body"]
        // The documents always spell it with one r; the correct spelling is accepted, too, in case it is ever corrected.
        time = (json["occuredAt"] ?? json["occurredAt"] as UnixSeconds?)?.time
    }
}
