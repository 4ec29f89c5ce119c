/// What a table has in a row and a column, and what a statement of SQLite's is given.
package enum StoredValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// A number.
    case integer(Int64)
    /// The project's own text: a name, never what came from outside.
    case text(String)
    /// Bytes: whatever came from outside.
    case blob([UInt8])

    /// A number.
    package static func integer(_ number: Int) -> StoredValue { .integer(Int64(number)) }
    /// A number, or nothing.
    package static func integer(_ number: Int64?) -> StoredValue { number.map { .integer($0) } ?? .null }
    /// The bytes of a text that came from outside, or nothing.
    package static func bytes(_ text: String?) -> StoredValue { text.map { .blob(Array($0.utf8)) } ?? .null }

    /// How many bytes it has; 0 for what has a size of its own.
    package var count: Int { if case .blob(let bytes) = self { bytes.count } else { 0 } }
}
