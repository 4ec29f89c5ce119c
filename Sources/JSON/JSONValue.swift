/// Any JSON value, members in their order and numbers as their text.
public indirect enum JSONValue: Hashable, Sendable {
    /// Null.
    case null
    /// True or false.
    case boolean(Bool)
    /// A number.
    case number(JSONNumber)
    /// A string.
    case string(String)
    /// A list of values.
    case array([JSONValue])
    /// A list of members, each key once.
    case object([Member])

    /// A key and its value.
    public struct Member: Hashable, Sendable {
        /// The key.
        public var key: String
        /// The value.
        public var value: JSONValue

        /// Creates a member.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// Creates a string from a literal.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Creates an integer from a literal.
    public init(integerLiteral value: Int) {
        self = .number(JSONNumber(value))
    }

    /// Creates true or false from a literal.
    public init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// Creates an array from a literal.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    /// Creates an object from a literal, without the members that are nil or null.
    public init(dictionaryLiteral elements: (String, JSONValue?)...) {
        self = .object(
            elements.compactMap { key, value in
                value.flatMap { $0 == .null ? nil : Member(key, $0) }
            })
    }
}

extension JSONValue {
    /// The value under a key of an object, or nil if there is none.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}
