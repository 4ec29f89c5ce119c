import LearnHooks

/// The type that an event states, wherever its platform puts it.
struct StatedType {
    /// What states it: the last of several members.
    let node: JSONNode
    /// The type as text, where no one member is all of it.
    private let joined: String?

    init(node: JSONNode, joined: String? = nil) {
        self.node = node
        self.joined = joined
    }

    /// The type.
    var text: String { joined ?? node.string ?? "" }

    /// The index of the first of some types that it is, or nil if it is none of them.
    func index(among types: [String]) -> Int? {
        joined.map { types.firstIndex(of: $0) } ?? node.index(among: types)
    }
}

extension EventTypePlace {
    /// Returns the type that an event states, or nil if it states none.
    func type(of event: JSONNode, _ facts: DeliveryFacts) -> StatedType? {
        switch self {
        case .path(let path):
            var node = event
            for key in path {
                guard let member = node[key] as JSONNode? else { return nil }
                node = member
            }
            return node.isText ? StatedType(node: node) : nil
        case .joined(let keys, let separator):
            var parts: [String] = []
            var last = event
            for key in keys {
                guard let member = event[key] as JSONNode?, member.isText, let text = member.string else { return nil }
                parts.append(text)
                last = member
            }
            return StatedType(node: last, joined: parts.joined(separator: separator))
        case .header(_, let key):
            guard let type = facts.type else { return nil }
            guard let member = key.flatMap({ event[$0] as JSONNode? }), member.isText, let text = member.string else {
                return StatedType(node: event, joined: type)
            }
            return StatedType(node: member, joined: "\(type).\(text)")
        }
    }

    /// Returns what is wrong with an event that states no type.
    func missing(in event: JSONNode) -> JSONError {
        switch self {
        case .path(let path): missing(in: event, path)
        case .joined(let keys, _):
            missing(in: event, [keys.first { event[$0]?.isText != true } ?? keys[0]])
        case .header(let name, _): event.error("expected an event type in the header \(name), found none")
        }
    }

    private func missing(in event: JSONNode, _ path: [String]) -> JSONError {
        var node = event
        do throws(JSONError) {
            for key in path.dropLast() { node = try node[key] }
            guard let key = path.last else { return event.error("expected an event type, found no place for one") }
            let type: JSONNode? = node[key]
            // Says what is wrong with an event that has no type.
            _ = try node[key] as String
            return (type ?? node).located(JSONError(expected: "an event type"))
        } catch {
            return error
        }
    }
}

extension JSONNode {
    /// Whether the value is text that says something.
    fileprivate var isText: Bool { kind == .string && !isString("") }
}
