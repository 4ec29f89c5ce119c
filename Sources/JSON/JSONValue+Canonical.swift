extension JSONValue {
    /// The canonical form: equal for two texts exactly when they say the same.
    ///
    /// Members are sorted by their keys' UTF-16 code units and strings escaped as in RFC 8785; numbers stand by their
    /// exact decimal value, where RFC 8785 would round them to a binary one.
    public var canonicalForm: [UInt8] {
        var writer = JSONWriter()
        writer.value(sorted)
        return writer.bytes
    }

    /// The value with the members of every object in canonical order.
    ///
    /// Recursion is as deep as the value, which the reader keeps to 32.
    private var sorted: JSONValue {
        switch self {
        case .null, .boolean, .number, .string: self
        case .array(let elements): .array(elements.map(\.sorted))
        case .object(let members):
            .object(
                members.map { Member($0.key, $0.value.sorted) }
                    .sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) })
        }
    }
}
