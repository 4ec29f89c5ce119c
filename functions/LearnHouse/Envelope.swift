import LearnHooks

/// What LearnHouse sends: every message has an id of its own, and the time at which it was made.
struct Envelope<Contents: JSONReadable & Sendable>: JSONReadable {
    let id: Identifier?
    /// When the event occurred.
    let time: Timestamp?
    let data: Contents

    init(json: JSONNode) throws(JSONError) {
        data = try json["data"]
        id = json["delivery_id"]
        time = json["timestamp"]
    }

    var key: Action.Key { [.text(id?.text), .time(time)] }
}
