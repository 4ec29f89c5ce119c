import LearnHooks

/// What Knolyx sends: every message has an id of its own, which a repeat has too.
struct Envelope<Contents: JSONReadable & Sendable>: JSONReadable {
    let id: Identifier?
    let data: Contents

    init(json: JSONNode) throws(JSONError) {
        data = try json["data"]
        id = json["id"]
    }

    var key: Action.Key { [.text(id?.text)] }
}
