import LearnHooks

/// What Knolyx sends: every message has an id of its own, which a repeat has too.
struct Envelope<Contents: Decodable & Sendable>: Decodable {
    let id: Identifier
    let data: Contents

    var key: Action.Key { [.text(id.text)] }
}
