/// An id, a version or a name that must not be empty, as a platform gives it: text, or an integer, which is read as its text.
public struct Identifier: JSONReadable, Sendable, Hashable {
    /// The id, as it was sent.
    public let text: String

    /// A string.
    public static var expectation: String { String.expectation }

    /// Reads a string that is not empty, or an integer in its shortest form.
    ///
    /// - Throws: `JSONError` if the value is neither.
    public init(json: JSONNode) throws(JSONError) {
        if let number = json.number, number.isWhole {
            text = number.shortest
            return
        }
        text = try String(json: json)
        guard !text.isEmpty else { throw JSONError(expected: "an id or a name") }
    }
}
