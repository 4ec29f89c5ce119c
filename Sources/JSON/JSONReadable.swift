/// A type that reads itself from a value of JSON.
///
///     struct Course: JSONReadable {
///         let id: Int64
///         let name: String?
///
///         init(json: JSONNode) throws(JSONError) {
///             id = try json["id"]
///             name = json["name"]
///         }
///     }
///
/// A member that is read with `try` is required. One that is read without it is nil if it is absent, null or empty text, and
/// if it cannot be read: then the node notes the error, and the rest of the value is still read.
public protocol JSONReadable {
    /// What an error calls the expected value: "an object", "a number".
    static var expectation: String { get }
    /// Reads a value.
    ///
    /// - Throws: `JSONError` if it does not fit. An error without a place is about this value itself.
    init(json: JSONNode) throws(JSONError)
}

extension JSONReadable {
    /// An object: the default for types that are not scalars.
    public static var expectation: String { "an object" }
}

extension JSONNode {
    /// Reads the value as a type.
    ///
    /// - Throws: `JSONError` with the path and the place of what did not fit.
    @inlinable
    public func read<T: JSONReadable>(_ type: T.Type = T.self) throws(JSONError) -> T {
        do throws(JSONError) {
            return try T(json: self)
        } catch {
            throw located(error)
        }
    }

    /// Reads a member that must be there.
    ///
    /// - Throws: `JSONError` with the path and the place, where it is not, or does not fit.
    @inlinable
    public subscript<T: JSONReadable>(key: String) -> T {
        get throws(JSONError) { try member(key, T.expectation).read() }
    }

    /// Reads an optional member, or returns nil if it is absent, null, empty text, or does not fit.
    ///
    /// A member that does not fit is noted.
    @inlinable
    public subscript<T: JSONReadable>(key: String) -> T? {
        guard let member = presentMember(key) else { return nil }
        do throws(JSONError) {
            return try T(json: member)
        } catch {
            member.note(error)
            return nil
        }
    }

    /// Reads a member of a member, and so on, each of which is required.
    ///
    /// - Throws: `JSONError` with the path and the place of the first that is not, or does not fit.
    @inlinable
    public subscript<T: JSONReadable>(first: String, rest: String...) -> T {
        get throws(JSONError) {
            var node = self
            var key = first
            for next in rest {
                node = try node.member(key, "an object")
                key = next
            }
            return try node[key]
        }
    }

    /// Reads a member of a member, and so on, each of which is optional; nil as for a single one.
    @inlinable
    public subscript<T: JSONReadable>(first: String, rest: String...) -> T? {
        var node = self
        var key = first
        for next in rest {
            guard let member = node.presentMember(key) else { return nil }
            node = member
            key = next
        }
        return node[key]
    }

    /// Reads an optional member that must fit if it is there, or returns nil if it is absent, null or empty text.
    ///
    /// Use it if the event says nothing without the member, such as a list whose rows are the event.
    /// - Throws: `JSONError` with the path and the place, where it does not fit.
    @inlinable
    public func ifPresent<T: JSONReadable>(_ key: String) throws(JSONError) -> T? {
        guard let member = presentMember(key) else { return nil }
        return try member.read()
    }

    /// The value of a required member, which may be null.
    @usableFromInline
    func member(_ key: String, _ expectation: String) throws(JSONError) -> JSONNode {
        guard let member = self[key] as JSONNode? else {
            guard kind == .object else { throw mismatch(expected: "an object") }
            throw missing(key, expected: expectation)
        }
        return member
    }

    /// The value of a member that is neither null nor empty text, or nil if there is no such member.
    @usableFromInline
    func presentMember(_ key: String) -> JSONNode? {
        guard let member = self[key] as JSONNode? else {
            if kind != .object { note(mismatch(expected: "an object")) }
            return nil
        }
        return member.isEmpty ? nil : member
    }

    /// Whether the value is null or empty text, which is how platforms say that they have none.
    private var isEmpty: Bool {
        let entry = entry
        return entry.kind == .null || (entry.kind == .string && entry.end &- entry.start == 2)
    }
}

extension JSONNode {
    /// Returns an error about this value, with its path and place.
    ///
    /// One that has a place already stays as it is.
    public func located(_ error: JSONError) -> JSONError {
        guard error.location == nil else { return error }
        var located = self.error(error.problem + ", found \(foundAnother)")
        located.advice = error.advice
        return located
    }

    /// Returns an error about this value, with its path and place.
    ///
    /// - Parameters:
    ///   - problem: What is wrong, as a phrase without a full stop and without a value that was found.
    ///   - advice: What to do about it, where that is known.
    /// - Returns: The error.
    public func error(_ problem: String, advice: String? = nil) -> JSONError {
        var error = JSONError(path: path, problem: problem, location: location)
        error.advice = advice
        return error
    }

    /// An error about this value's type.
    func mismatch(expected: String) -> JSONError {
        error("expected \(expected), found \(kind.name)")
    }

    /// An error about a member that this object does not have.
    private func missing(_ key: String, expected: String) -> JSONError {
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
}
