/// A type whose values are the words that a platform documents for a field.
///
/// Declare the cases of an enum with `String` as its raw type; a word that is none of them is an error that lists them.
public protocol WireWord: RawRepresentable, CaseIterable, JSONReadable, Sendable where RawValue == String {}

extension WireWord {
    /// A string.
    public static var expectation: String { String.expectation }

    /// Reads one of the documented words.
    ///
    /// - Throws: `JSONError` that lists the words, if the value is none of them.
    public init(json: JSONNode) throws(JSONError) {
        guard let word = Self(rawValue: try String(json: json)) else {
            throw JSONError(expected: Self.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
        }
        self = word
    }
}
