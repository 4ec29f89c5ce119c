/// The elements of an array, one after the other.
struct ArrayContainer: UnkeyedDecodingContainer {
    let node: JSONNode
    let count: Int?
    private(set) var currentIndex = 0
    private var nextEntry: Int

    init(node: JSONNode) {
        self.node = node
        nextEntry = node.index + 1
        count = node.elements.reduce(into: 0) { count, _ in count += 1 }
    }

    var codingPath: [any CodingKey] { NodeDecoder(node: node).codingPath }
    var isAtEnd: Bool { nextEntry >= node.entry.next }

    /// The next element, which counts as read once `body` returns.
    private mutating func take<T>(_ body: (JSONNode) throws -> T) throws -> T {
        guard !isAtEnd else {
            var error = node.error("expected another element, found the end of the array")
            error.path.steps.append(.index(currentIndex))
            throw error
        }
        let result = try body(node.node(at: nextEntry))
        nextEntry = Int(node.text.tape[nextEntry].next)
        currentIndex += 1
        return result
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, node.text.tape[nextEntry].kind == .null else { return false }
        return try take { _ in true }
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try take { try $0.decode(type) } }
    mutating func decode(_ type: String.Type) throws -> String { try take { try $0.decodeString() } }
    mutating func decode(_ type: Bool.Type) throws -> Bool { try take { try $0.decodeBool() } }
    mutating func decode(_ type: Double.Type) throws -> Double { try take { try $0.decodeDouble() } }
    mutating func decode(_ type: Float.Type) throws -> Float { try take { Float(try $0.decodeDouble()) } }
    mutating func decode(_ type: Int.Type) throws -> Int { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take { try $0.decodeInteger() } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take { try $0.decodeInteger() } }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try take { try NodeDecoder(node: $0).container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try take { try NodeDecoder(node: $0).unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try take { NodeDecoder(node: $0) } }
}
