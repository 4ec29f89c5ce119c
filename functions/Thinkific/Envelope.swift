import LearnHooks

/// What Thinkific sends: every message has an id of its own, and the time at which it was made.
struct Envelope<Payload: JSONReadable & Sendable>: JSONReadable {
    let id: Identifier?
    /// When the event occurred.
    let time: Timestamp?
    let payload: Payload

    init(json: JSONNode) throws(JSONError) {
        payload = try json["payload"]
        id = json["id"]
        time = json["created_at"]
    }

    var key: Action.Key { [.text(id?.text), .time(time)] }
}
