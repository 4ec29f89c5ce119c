package import Journal

extension PostgreSQLEngine {
    /// Makes the cursors of a destination that has none, at a place of the log.
    package func configure(_ destination: String, from start: CursorStart) throws(JournalError) {
        try counted {
            try endWhatTakesCursors(of: destination)
            guard try !isConfigured(destination) else { return }
            // Of several replicas that start at once one makes them: it holds the epochs' row.
            let epoch = try nextEpoch()
            let place = try place(of: start)
            database.run(
                "INSERT INTO cursor(destination, shard, replay, seq, epoch) SELECT ?, shard, 0, ?, ? "
                    + "FROM generate_series(0, \(OrderKey.shards - 1)) AS shard ON CONFLICT DO NOTHING",
                .text(destination), .integer(place), .integer(epoch))
        }
    }

    /// The place behind which a new destination begins.
    private func place(of start: CursorStart) throws(JournalError) -> Int64 {
        switch start {
        case .beginning: 0
        case .end: try lastPlace()
        case .time(let time): try lastPlace(before: time)
        }
    }

    /// The last place of the log that was ever given out and committed.
    ///
    /// Whoever appends just now has places that nobody may pass by: it is waited for.
    func lastPlace() throws(JournalError) -> Int64 {
        database.lockAppends()
        return try database.number(Self.lastNumber(of: "action", "seq"))
    }

    /// The last number that was given out in a table.
    static func lastNumber(of table: String, _ column: String) -> String {
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM \(table)_\(column)_seq"
    }

    /// Notes since when destinations are not configured: those that another replica has are.
    package func markAbsent(allBut names: Set<String>, at time: Int64) throws(JournalError) {
        try counted {
            let others = try database.rows(
                "SELECT DISTINCT unnest(destinations) FROM replica WHERE until > clock_timestamp()"
            ) { $0.text(0) ?? "" }
            let there = names.union(others).sorted()
            database.run(
                "UPDATE cursor SET absent = CASE WHEN destination = ANY (?) THEN NULL ELSE ?::bigint END "
                    + "WHERE (absent IS NULL) <> (destination = ANY (?))",
                .texts(there), .integer(time), .texts(there))
        }
    }

    /// Why a cursor is paused, in SQL: by a person, or by a command about many rows.
    static let paused =
        "coalesce(paused, (SELECT convert_to(verb || ' is under way', 'UTF8') FROM command "
        + "WHERE command.destination IN ('', cursor.destination) LIMIT 1))"

    /// All cursors.
    package func cursors() throws(JournalError) -> [Cursor] {
        try database.rows("SELECT destination, shard, replay, seq, last, filter, epoch, \(Self.paused) FROM cursor") {
            Cursor(
                name: CursorName(destination: $0.text(0) ?? "", shard: Int($0.integer(1)), replay: $0.integer(2)),
                seq: $0.integer(3), end: $0.optionalInteger(4), filter: $0.text(5), epoch: $0.integer(6),
                paused: $0.text(7))
        }
    }

    /// Reads rows of a shard behind a place, at most so many and of so many bytes together; a larger row comes alone.
    package func freshRows(
        of cursor: CursorName, behind seq: Int64, upTo end: Int64?, rows: Int, bytes: Int
    ) throws(JournalError) -> [FreshRow] {
        let condition =
            cursor.isReplay
            ? "e.seq = action.seq" : "e.key = action.key AND e.state = 0 AND e.replay = 0 AND e.seq < action.seq"
        let read = try database.rows(
            Self.sized(
                "SELECT \(LogRow.columns), CASE WHEN EXISTS (SELECT 1 FROM exception AS e WHERE e.destination = ? "
                    + "AND \(condition)) THEN 1 ELSE 0 END, \(Self.size("action.seq")) FROM (SELECT * FROM action "
                    + "WHERE shard = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?) AS action \(Self.joins)"),
            .text(cursor.destination), .integer(cursor.shard), .integer(seq), .integer(end ?? .max), .integer(rows),
            .integer(bytes)
        ) { (row: LogRow($0), isMarked: $0.integer(10) == 1) }
        return read.map {
            FreshRow(
                row: $0.row, isHeld: $0.isMarked && !cursor.isReplay, hasException: $0.isMarked && cursor.isReplay)
        }
    }

    /// Removes a replay's cursor that has come to its end.
    package func endReplay(_ cursor: CursorName, epoch: Int64) throws(JournalError) {
        guard cursor.isReplay else { return }
        try counted {
            database.run(
                "DELETE FROM cursor WHERE destination = ? AND shard = ? AND replay = ? AND epoch = ?",
                .text(cursor.destination), .integer(cursor.shard), .integer(cursor.replay), .integer(epoch))
        }
    }

    // MARK: rows

    /// Where the rest of a row stands.
    static let joins =
        "JOIN delivery ON delivery.id = action.delivery LEFT JOIN content ON content.seq = action.seq "
        + "LEFT JOIN original ON original.delivery = action.delivery AND action.kind IS NULL"

    /// Columns of how many bytes the rows have up to each, and of its number, in an order.
    static func size(_ order: String) -> String {
        "sum(coalesce(octet_length(content.event), octet_length(original.body), 0)) OVER (ORDER BY \(order)) AS size, "
            + "row_number() OVER (ORDER BY \(order)) AS place"
    }

    /// A query's first rows that have so many bytes together; a larger row comes alone, and no other is sent at all.
    static func sized(_ query: String) -> String {
        "SELECT * FROM (\(query)) AS sized WHERE size <= ? OR place = 1 ORDER BY place"
    }
}
