/// An id or a name that a platform gives as a string; an empty one is none.
public struct Identifier: Decodable, Sendable, Hashable {
    /// The id, as it was sent.
    public let text: String

    /// Decodes a string that is not empty.
    ///
    /// - Throws: `JSONError` where it is no such string.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
        guard !text.isEmpty else { throw JSONError(expected: "an id or a name") }
    }
}
