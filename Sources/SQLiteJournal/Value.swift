/// What a statement is given, and what a row has.
enum Value {
    /// Nothing.
    case null
    /// A number.
    case integer(Int64)
    /// The project's own text: a name, never what came from outside.
    case text(String)
    /// Bytes: whatever came from outside.
    case blob([UInt8])

    /// A number.
    static func integer(_ number: Int) -> Value { .integer(Int64(number)) }
    /// A number, or nothing.
    static func integer(_ number: Int64?) -> Value { number.map { .integer($0) } ?? .null }
    /// The bytes of a text that came from outside, or nothing.
    static func bytes(_ text: String?) -> Value { text.map { .blob(Array($0.utf8)) } ?? .null }
}
