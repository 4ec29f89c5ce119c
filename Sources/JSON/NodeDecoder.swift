extension JSONNode {
    /// Decodes a value of the given type.
    ///
    /// - Throws: `JSONError` with the path and the place of what did not fit; whatever else the type's own code throws.
    @inlinable
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        defer { endDecoding() }
        do {
            return try T(from: decoder)
        } catch {
            throw located(error)
        }
    }

    @usableFromInline var decoder: any Decoder { NodeDecoder(node: self) }

    /// Lets go of a text that was decoded whole: it may be large, and nobody needs it any more.
    @usableFromInline
    func endDecoding() {
        if text.isWhole, index == 0 { ContainerPool.letGo() }
    }

    /// Returns an error of a type's own, or of the standard library, with the path and the place of this value.
    @usableFromInline
    func located(_ error: any Error) -> any Error {
        switch error {
        case let error as JSONError where error.location == nil: located(error) as JSONError
        case let error as DecodingError: located(error) as JSONError
        default: error
        }
    }

    /// Returns an error about this value, with its path and place.
    public func located(_ error: JSONError) -> JSONError {
        var located = self.error(error.problem + ", found \(foundAnother)")
        located.advice = error.advice
        return located
    }

    /// An error about this value.
    func error(_ problem: String) -> JSONError {
        JSONError(path: path, problem: problem, location: location)
    }

    /// An error about this value's type.
    func mismatch(expected: String) -> JSONError {
        error("expected \(expected), found \(kind.name)")
    }

    /// An error about a member that this object does not have.
    func missing(_ key: String, expected: String) -> JSONError {
        var error = error("expected \(expected), found nothing")
        error.path.steps.append(.key(key))
        return error
    }

    /// The value's type, said of a value whose type is right.
    private var foundAnother: String {
        switch kind {
        case .string: "another string"
        case .number: "another number"
        default: kind.name
        }
    }

    /// Finds the place that an error of the standard library speaks of.
    ///
    /// Its own words are left out: they hold the value that was found.
    private func located(_ error: DecodingError) -> JSONError {
        switch error {
        case .keyNotFound(let key, let context):
            return node(at: context.codingPath).missing(key.stringValue, expected: "a value")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let node = node(at: context.codingPath)
            return node.error("expected another value, found \(node.foundAnother)")
        @unknown default:
            return self.error("expected another value, found \(foundAnother)")
        }
    }

    private func node(at codingPath: [any CodingKey]) -> JSONNode {
        codingPath.reduce(outermost) { node, key in
            if let index = key.intValue, let element = node.elements.dropFirst(index).first(where: { _ in true }) {
                return element
            }
            return node[key.stringValue] ?? node
        }
    }
}

/// The decoder of a value that is there.
struct NodeDecoder: Decoder {
    let node: JSONNode

    var codingPath: [any CodingKey] { node.path.steps.map(PathKey.init) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard node.kind == .object else { throw node.mismatch(expected: "an object") }
        return ContainerPool.container(of: node, keyedBy: type)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard node.kind == .array else { throw node.mismatch(expected: "an array") }
        return ArrayContainer(node: node)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        ScalarContainer(node: node)
    }
}

/// The decoder of a member that an object does not have: whatever is asked of it is missing.
struct AbsentDecoder: Decoder {
    let parent: JSONNode
    let key: String

    var codingPath: [any CodingKey] { parent.path.steps.map(PathKey.init) + [PathKey(.key(key))] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw parent.missing(key, expected: "an object")
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw parent.missing(key, expected: "an array")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        AbsentScalarContainer(decoder: self)
    }

    /// Finds out what the type would have expected, and throws that it is missing.
    func fail<T: Decodable>(_ type: T.Type) throws -> Never {
        do {
            _ = try T(from: self)
        } catch let error as JSONError where error.location == nil {
            throw JSONError(
                path: parent.path.appending(JSONPath([.key(key)])), problem: error.problem + ", found nothing",
                location: parent.location)
        }
        throw parent.missing(key, expected: "a value")
    }
}

/// A step of a path as the standard library wants it.
struct PathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ step: JSONPath.Step) {
        switch step {
        case .key(let key): (stringValue, intValue) = (key, nil)
        case .index(let index): (stringValue, intValue) = ("\(index)", index)
        }
    }

    init(stringValue: String) { self.init(.key(stringValue)) }
    init(intValue: Int) { self.init(.index(intValue)) }
}
