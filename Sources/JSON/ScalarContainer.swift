/// A value that is no container, or is decoded by a type that looks for itself.
struct ScalarContainer: SingleValueDecodingContainer {
    let node: JSONNode

    var codingPath: [any CodingKey] { NodeDecoder(node: node).codingPath }

    func decodeNil() -> Bool { node.kind == .null }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try node.decode(type) }
    func decode(_ type: String.Type) throws -> String { try node.decodeString() }
    func decode(_ type: Bool.Type) throws -> Bool { try node.decodeBool() }
    func decode(_ type: Double.Type) throws -> Double { try node.decodeDouble() }
    func decode(_ type: Float.Type) throws -> Float { Float(try node.decodeDouble()) }
    func decode(_ type: Int.Type) throws -> Int { try node.decodeInteger() }
    func decode(_ type: Int8.Type) throws -> Int8 { try node.decodeInteger() }
    func decode(_ type: Int16.Type) throws -> Int16 { try node.decodeInteger() }
    func decode(_ type: Int32.Type) throws -> Int32 { try node.decodeInteger() }
    func decode(_ type: Int64.Type) throws -> Int64 { try node.decodeInteger() }
    func decode(_ type: UInt.Type) throws -> UInt { try node.decodeInteger() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try node.decodeInteger() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try node.decodeInteger() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try node.decodeInteger() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try node.decodeInteger() }
}

/// A value that is not there.
struct AbsentScalarContainer: SingleValueDecodingContainer {
    let decoder: AbsentDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.fail(type) }
    func decode(_ type: String.Type) throws -> String { throw missing(type) }
    func decode(_ type: Bool.Type) throws -> Bool { throw missing(type) }
    func decode(_ type: Double.Type) throws -> Double { throw missing(type) }
    func decode(_ type: Float.Type) throws -> Float { throw missing(type) }
    func decode(_ type: Int.Type) throws -> Int { throw missing(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { throw missing(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { throw missing(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { throw missing(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { throw missing(type) }
    func decode(_ type: UInt.Type) throws -> UInt { throw missing(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { throw missing(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { throw missing(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { throw missing(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { throw missing(type) }

    private func missing<T>(_ type: T.Type) -> JSONError {
        decoder.parent.missing(decoder.key, expected: expectedName(of: type))
    }
}
