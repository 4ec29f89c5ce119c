/// The tokens of JSON, one text or many values, in the order in which they stand.
///
/// A container's entry is followed by those of its members (a key's entry before its value's), so the text's shape is
/// known without a tree, and a value is stepped over by its `next`.
typealias Tape = [TapeEntry]

/// One token of a JSON text: where its bytes stand, and where the token after it does.
struct TapeEntry: Sendable {
    enum Kind: UInt8, Sendable {
        case null, `false`, `true`, integer, number, string, array, object
    }

    /// The first byte: of a string its opening quote, of a container its bracket.
    var start: UInt32
    /// The byte after the last one; 0 while a container is open.
    var end: UInt32
    /// The index of the first entry that does not belong to this value; 0 while a container is open.
    var next: UInt32
    /// What the token is; `integer` is a number without fraction and exponent.
    var kind: Kind
    /// Whether a string holds a backslash, so that its text differs from its bytes.
    var isEscaped = false
}
