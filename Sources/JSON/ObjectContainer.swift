/// The members of an object, by key.
struct ObjectContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let place: ObjectPlace

    @inline(__always)
    private var node: JSONNode {
        guard let node = place.node else { preconditionFailure("a container is read after its place was cleared") }
        return node
    }

    var codingPath: [any CodingKey] { NodeDecoder(node: node).codingPath }
    var allKeys: [Key] { node.members.compactMap { Key(stringValue: $0.key) } }

    @inline(__always)
    private func find(_ key: Key) -> JSONNode? {
        let index = place.index(of: key.stringValue)
        return index == 0 ? nil : node.node(at: index)
    }

    @inline(__always)
    private func findPresent(_ key: Key) -> JSONNode? {
        find(key).flatMap { $0.kind == .null ? nil : $0 }
    }

    @inline(__always)
    private func require<T>(_ key: Key, _ type: T.Type) throws -> JSONNode {
        guard let member = find(key) else { throw node.missing(key.stringValue, expected: expectedName(of: type)) }
        return member
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { find(key)?.kind == .null }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        guard let member = find(key) else {
            try AbsentDecoder(parent: node, key: key.stringValue).fail(type)
        }
        return try member.decode(type)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        try findPresent(key)?.decode(type)
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        let index = place.index(of: key.stringValue)
        return try place.string(at: index) ?? require(key, type).decodeString()
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        let index = place.index(of: key.stringValue)
        guard index > 0 else { return nil }
        return try place.string(at: index) ?? findPresent(key)?.decodeString()
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try require(key, type).decodeBool() }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try findPresent(key)?.decodeBool() }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try require(key, type).decodeDouble() }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try findPresent(key)?.decodeDouble()
    }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { Float(try require(key, type).decodeDouble()) }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try require(key, type).decodeInteger() }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try findPresent(key)?.decodeInteger() }

    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try require(key, type).decodeInteger() }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try findPresent(key)?.decodeInteger() }

    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try require(key, type).decodeInteger() }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try require(key, type).decodeInteger() }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try require(key, type).decodeInteger() }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try require(key, type).decodeInteger() }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try require(key, type).decodeInteger() }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try require(key, type).decodeInteger() }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try require(key, type).decodeInteger() }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try require(key, type).decodeInteger() }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder(forStringKey: "super") }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder(forKey: key) }

    private func decoder(forKey key: Key) -> any Decoder { decoder(forStringKey: key.stringValue) }

    private func decoder(forStringKey key: String) -> any Decoder {
        if let member = node[key] { return NodeDecoder(node: member) }
        return AbsentDecoder(parent: node, key: key)
    }
}
