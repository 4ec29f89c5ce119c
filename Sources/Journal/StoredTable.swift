/// A table of the journal, as every engine has it: what a copy carries from one engine to another.
///
/// Indexes, and what triggers count, each engine makes by itself.
package struct StoredTable: Sendable {
    /// What a column holds.
    package enum Kind: Sendable {
        case integer, text, bytes
    }

    /// A column.
    package struct Column: Sendable {
        /// Its name.
        package let name: String
        /// What it holds.
        package let kind: Kind
    }

    /// Its name.
    package let name: String
    /// Its columns, those of the key first.
    package let columns: [Column]
    /// How many columns tell its rows apart: an index of theirs gives the rows in order.
    package let keyCount: Int

    private init(_ name: String, key: [Column], _ columns: [Column]) {
        (self.name, self.columns, keyCount) = (name, key + columns, key.count)
    }

    /// All of them, what others need first.
    package static let all = [
        StoredTable("origin", key: bytes("source"), []),
        StoredTable(
            "delivery", key: integers("id"),
            bytes("target", "key", "digest", "platform", "source", "type", "media", "reason")
                + integers("arrival", "copies", "last", "state", "secret")),
        StoredTable("original", key: integers("delivery"), bytes("request", "body")),
        StoredTable(
            "action", key: integers("shard", "seq"),
            bytes("id", "key", "kind") + integers("delivery", "number", "seen")),
        StoredTable("content", key: integers("seq"), bytes("event")),
        StoredTable("learner", key: integers("seq"), bytes("name", "email")),
        StoredTable(
            "cursor", key: texts("destination") + integers("shard", "replay"),
            integers("seq", "last", "epoch") + bytes("filter", "paused")),
        StoredTable(
            "exception", key: texts("destination") + integers("seq"),
            bytes("key", "reason")
                + integers("shard", "state", "head", "replay", "span", "due", "counted", "status", "at")),
        StoredTable(
            "attempt", key: integers("id"),
            texts("destination")
                + integers("shard", "first", "last", "at", "until", "count", "rows", "duration", "status")
                + bytes("reason")),
    ]

    private static func integers(_ names: String...) -> [Column] { names.map { Column(name: $0, kind: .integer) } }
    private static func texts(_ names: String...) -> [Column] { names.map { Column(name: $0, kind: .text) } }
    private static func bytes(_ names: String...) -> [Column] { names.map { Column(name: $0, kind: .bytes) } }

    // MARK: in SQL

    /// The names of the key's columns.
    package var keyNames: String { Self.list(columns.prefix(keyCount).map(\.name)) }
    /// The names of all columns.
    package var columnNames: String { Self.list(columns.map(\.name)) }
    /// Inserts a row of all columns.
    package var insertion: String {
        "INSERT INTO \(name)(\(columnNames)) VALUES (\(Self.list(columns.map { _ in "?" })))"
    }

    /// Reads rows in the order of the key, those behind a key or all, at most so many.
    package func selection(isFirst: Bool) -> String {
        let places = Self.list(columns.prefix(keyCount).map { _ in "?" })
        return "SELECT \(columnNames) FROM \(name)\(isFirst ? "" : " WHERE (\(keyNames)) > (\(places))") "
            + "ORDER BY \(keyNames) LIMIT ?"
    }

    /// Whether anything was ever in a journal: 1 or 0.
    package static let isUsed =
        "SELECT CASE WHEN epoch > 0 OR EXISTS (SELECT 1 FROM delivery) OR EXISTS (SELECT 1 FROM action) "
        + "OR EXISTS (SELECT 1 FROM cursor) THEN 1 ELSE 0 END FROM meta"

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

    /// Reads a row of all columns.
    package func read(_ row: some QueryRow) -> [StoredValue] {
        zip(Int32(0)..., columns).map { index, column in
            if row.isNull(index) { return .null }
            return switch column.kind {
            case .integer: .integer(row.integer(index))
            case .text: .text(row.text(index) ?? "")
            case .bytes: .blob(row.bytes(index))
            }
        }
    }
}
