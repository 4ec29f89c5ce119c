import LearnHooks

/// The shape of a payload, read from a sample.
indirect enum PayloadShape: Equatable, Sendable {
    /// A value that one type of the vocabulary reads.
    case scalar(String)
    /// A list of values.
    case list(PayloadShape)
    /// An object of a few members.
    case object([Field])

    /// A member of an object.
    struct Field: Equatable, Sendable {
        /// The name, as it is sent.
        let key: String
        /// What it holds.
        let shape: PayloadShape
    }

    /// A value that is null in the sample, or too deep or large: it is taken as it stands.
    static let unknown = PayloadShape.scalar("JSONValue")

    /// How deep objects are read; what is further inside is taken as it stands.
    private static let mostDepth = 4
    /// An object of more members is a table, and no shape.
    private static let mostMembers = 64
    /// How many elements of a list are looked at.
    private static let mostElements = 100

    /// Returns the members of an event, except for those that say its type.
    static func fields(of event: JSONNode, besides typeKeys: [String]) -> [Field] {
        event.members.filter { !typeKeys.contains($0.key) }.prefix(mostMembers)
            .map { Field(key: $0.key, shape: shape(of: $0.value, named: $0.key, depth: 1)) }
    }

    private static func shape(of node: JSONNode, named key: String, depth: Int) -> PayloadShape {
        switch node.kind {
        case .null: return unknown
        case .boolean: return .scalar("Bool")
        case .number: return .scalar(number(node, named: key))
        case .string: return .scalar(text(node.string ?? "", named: key))
        case .array:
            let shapes = node.elements.prefix(mostElements).map { shape(of: $0, named: key, depth: depth) }
            return .list(shapes.dropFirst().reduce(shapes.first ?? unknown) { merged($0, $1) })
        case .object:
            let members = Array(node.members.prefix(mostMembers + 1))
            guard (1...mostMembers).contains(members.count), depth < mostDepth else { return unknown }
            return .object(
                members.map { Field(key: $0.key, shape: shape(of: $0.value, named: $0.key, depth: depth + 1)) })
        }
    }

    private static func number(_ node: JSONNode, named key: String) -> String {
        guard let integer = node.number?.integer else { return "JSONNumber" }
        if key.namesID { return "Identifier" }
        switch integer {
        case 1_000_000_000..<10_000_000_000 where key.namesTime: return "UnixSeconds"
        case 1_000_000_000_000..<10_000_000_000_000 where key.namesTime: return "UnixMilliseconds"
        default: return "JSONNumber"
        }
    }

    private static func text(_ text: String, named key: String) -> String {
        if key.namesID { return "Identifier" }
        if Timestamp(text) != nil { return "Timestamp" }
        // A percentage or an amount; what has more digits is more likely a code or the number of a telephone.
        let isNumber = (try? JSONDocument(parsing: Array(text.utf8)).root.number) != nil
        return isNumber && (text.utf8.count <= 3 || text.contains(".")) ? "JSONNumber" : "String"
    }

    /// Combines two shapes: an object has the members of both, and an unknown shape takes that of the other.
    private static func merged(_ one: PayloadShape, _ other: PayloadShape) -> PayloadShape {
        switch (one, other) {
        case (unknown, let known), (let known, unknown): return known
        case (.list(let a), .list(let b)): return .list(merged(a, b))
        case (.object(let a), .object(let b)):
            let both = a.map { field in
                Field(
                    key: field.key,
                    shape: b.first { $0.key == field.key }.map { merged(field.shape, $0.shape) } ?? field.shape)
            }
            return .object(both + b.filter { field in !a.contains { $0.key == field.key } })
        default: return one == other ? one : unknown
        }
    }
}

extension String {
    /// Whether it is the name of an id.
    fileprivate var namesID: Bool {
        let name = lowercased()
        return ["id", "guid", "uuid"].contains(name) || name.hasSuffix("_id") || hasSuffix("Id") || hasSuffix("ID")
    }

    /// Whether it is the name of a time.
    fileprivate var namesTime: Bool {
        let name = lowercased()
        return hasSuffix("At") || ["_at", "time", "timestamp", "date", "created", "ts"].contains { name.hasSuffix($0) }
    }
}
