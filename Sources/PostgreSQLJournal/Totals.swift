import Journal

/// What a transaction changes of what is counted.
struct Totals: Equatable {
    var deliveries: Int64 = 0
    var copies: Int64 = 0
    var refused: Int64 = 0
    var actions: Int64 = 0
    var known: Int64 = 0
    var gone: Int64 = 0
    var prunedRefused: Int64 = 0
    var prunedDead: Int64 = 0
    var bytes: Int64 = 0

    /// The columns, in the order of `values`.
    static let columns = JournalHead.totalColumns + ["bytes"]
    /// Their names, as SQL has them.
    static let names = columns.joined(separator: ", ")
}

extension PostgreSQLEngine {
    /// Writes a row of what has changed, where something has.
    func writeTotals() {
        guard change != Totals() else { return }
        database.run(
            "INSERT INTO total(\(Totals.names)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", .integer(change.deliveries),
            .integer(change.copies), .integer(change.refused), .integer(change.actions), .integer(change.known),
            .integer(change.gone), .integer(change.prunedRefused), .integer(change.prunedDead), .integer(change.bytes))
    }

    /// Makes one row of many.
    func foldTotals() {
        let sums = Totals.columns.map { "sum(\($0))" }.joined(separator: ", ")
        database.run(
            "WITH old AS (DELETE FROM total RETURNING *) INSERT INTO total(\(Totals.names)) SELECT \(sums) FROM old "
                + "HAVING count(*) > 0")
        database.run(
            "WITH old AS (DELETE FROM tally RETURNING *) INSERT INTO tally SELECT destination, state, head, sum(count) FROM old "
                + "GROUP BY 1, 2, 3 HAVING sum(count) <> 0")
    }
}
