package import Journal

extension SQLiteEngine {
    /// Reads due heads in the order in which they fell due, each with the open rows behind it, at most so many rows and bytes.
    package func retries(
        of destination: String, shard: Int, dueBy time: Int64, rows: Int, bytes: Int
    ) throws(JournalError) -> [OpenRow] {
        var budget = RowBudget(rows: rows, bytes: bytes)
        var taken: [OpenRow] = []
        for head in try heads(of: destination, shard: shard, dueBy: time, atMost: rows) where !budget.isSpent {
            try database.each(
                "SELECT \(LogRow.columns), exception.counted, exception.due, exception.replay FROM exception \(Self.openJoins) "
                    + "WHERE exception.destination = ? AND exception.seq = ?",
                .text(destination), .integer(head.seq)
            ) { Self.take($0, &budget, &taken) }
            guard !head.isOfReplay, !budget.isSpent else { continue }
            try database.each(
                "SELECT \(LogRow.columns), exception.counted, exception.due, exception.replay "
                    + "FROM exception INDEXED BY exception_open \(Self.openJoins) "
                    + "WHERE exception.destination = ? AND exception.key = ? AND exception.state = 0 "
                    + "AND exception.replay = 0 AND exception.seq > ? ORDER BY exception.seq LIMIT ?",
                .text(destination), .blob(head.key), .integer(head.seq), .integer(rows)
            ) { Self.take($0, &budget, &taken) }
        }
        return taken
    }

    private static let openJoins = "CROSS JOIN action ON action.seq = exception.seq \(LogRow.joins)"

    private static func take(_ row: Statement, _ budget: inout RowBudget, _ taken: inout [OpenRow]) -> Bool {
        let open = OpenRow(row: LogRow(row), counted: row.integer(10), due: row.integer(11), replay: row.integer(12))
        guard budget.takes(open.row) else { return false }
        taken.append(open)
        return true
    }

    private struct Head {
        let seq: Int64
        let key: [UInt8]
        let due: Int64
        let isOfReplay: Bool
    }

    /// Due heads, of each span of time by itself: one that is due farther off than its span was written under another clock, and
    /// counts as due.
    private func heads(
        of destination: String, shard: Int, dueBy time: Int64, atMost rows: Int
    ) throws(JournalError) -> [Head] {
        var heads: [Head] = []
        for span in DueSpan.all {
            for condition in ["due <= ?", "due > ?"] {
                let bound = condition == "due <= ?" ? time : time &+ span
                heads += try database.rows(
                    "SELECT seq, key, due, replay FROM exception INDEXED BY exception_head "
                        + "WHERE destination = ? AND shard = ? AND span = ? AND head = 1 AND \(condition) "
                        + "ORDER BY due, seq LIMIT ?",
                    .text(destination), .integer(shard), .integer(span), .integer(bound), .integer(rows)
                ) { Head(seq: $0.integer(0), key: $0.bytes(1), due: $0.integer(2), isOfReplay: $0.integer(3) != 0) }
            }
        }
        return heads.sorted { ($0.due, $0.seq) < ($1.due, $1.seq) }
    }

    /// When the next head of a shard falls due, or nil if there is none.
    package func nextDue(of destination: String, shard: Int) throws(JournalError) -> Int64? {
        var next: Int64?
        for span in DueSpan.all {
            let due = try database.first(
                "SELECT due FROM exception INDEXED BY exception_head "
                    + "WHERE destination = ? AND shard = ? AND span = ? AND head = 1 ORDER BY due LIMIT 1",
                .text(destination), .integer(shard), .integer(span)
            ) { $0.integer(0) }
            if let due { next = min(next ?? due, due) }
        }
        return next
    }
}
