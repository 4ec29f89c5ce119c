import LearnHooks

/// What LearnWorlds sends: `version`, `type`, `trigger`, `school_id` and `data`.
struct Envelope<Contents: JSONReadable & Sendable>: JSONReadable {
    let data: Contents

    init(json: JSONNode) throws(JSONError) {
        data = try json["data"]
    }
}
