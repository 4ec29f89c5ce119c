/// The types of this module that look at a value's node instead of going through containers.

extension JSONValue: Decodable {
    /// Takes the value as it stands.
    ///
    /// - Throws: `JSONError` where there is none, or where the decoder is not this module's.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else { throw JSONError(expected: "a value") }
        self = decoder.node.value
    }
}

extension JSONNumber: Decodable {
    /// Takes the number's text as it stands.
    ///
    /// - Throws: `JSONError` where the value is no number, or where the decoder is not this module's.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else { throw JSONError(expected: "a number") }
        guard let number = decoder.node.number else { throw decoder.node.mismatch(expected: "a number") }
        self = number
    }
}
