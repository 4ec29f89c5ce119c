public import LearnHooks

/// What can become of one value; nil removes it.
public enum Mutation: String, CaseIterable, Sendable {
    /// One of the ways.
    case removed, nulled, string, emptyString, number, hugeNumber, fraction, negative, boolean, array, object

    /// Returns what becomes of a value.
    public func apply(to value: JSONValue) -> JSONValue? {
        switch self {
        case .removed: nil
        case .nulled: .null
        case .string: if case .string = value { "another" } else { "text" }
        case .emptyString: ""
        case .number: 7
        case .hugeNumber: .number(JSONNumber(1e300) ?? 0)
        case .fraction: .number(JSONNumber(0.5) ?? 0)
        case .negative: -1
        case .boolean: true
        case .array: []
        case .object: [:]
        }
    }
}

extension JSONValue {
    /// The paths to all values within this one, and to itself.
    public var paths: [JSONPath] {
        switch self {
        case .null, .boolean, .number, .string: [JSONPath()]
        case .array(let elements):
            [JSONPath()]
                + elements.enumerated().flatMap { index, element in
                    element.paths.map { JSONPath([.index(index)]).appending($0) }
                }
        case .object(let members):
            [JSONPath()]
                + members.flatMap { member in
                    member.value.paths.map { JSONPath([.key(member.key)]).appending($0) }
                }
        }
    }

    /// Returns the value with the one at a path replaced, or removed where the change returns nil.
    public func changing(_ path: JSONPath, _ change: (JSONValue) -> JSONValue?) -> JSONValue {
        changed(path.steps[...], change) ?? .null
    }

    /// Another value of the same form: a later time, another number, a longer text, what is not true.
    public var another: JSONValue {
        switch self {
        case .null, .array, .object: self
        case .boolean(let boolean): .boolean(!boolean)
        case .number(let number): .number(JSONNumber((number.integer ?? 0) ^ 1))
        case .string(let text):
            if let time = Timestamp(text), let later = Timestamp(unixSeconds: time.seconds + 1) {
                .string(later.description)
            } else {
                .string(text + "x")
            }
        }
    }

    private func changed(_ steps: ArraySlice<JSONPath.Step>, _ change: (JSONValue) -> JSONValue?) -> JSONValue? {
        guard let step = steps.first else { return change(self) }
        switch (self, step) {
        case (.array(let elements), .index(let index)):
            return .array(
                elements.enumerated().compactMap { $0 == index ? $1.changed(steps.dropFirst(), change) : $1 })
        case (.object(let members), .key(let key)):
            return .object(
                members.compactMap { member in
                    guard member.key == key else { return member }
                    return member.value.changed(steps.dropFirst(), change).map { .init(key, $0) }
                })
        default:
            return self
        }
    }
}
