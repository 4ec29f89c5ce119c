package import Journal

extension PostgreSQLEngine {
    /// Reads due heads in the order in which they fell due, each with the open rows behind it, at most so many rows and bytes.
    package func retries(
        of destination: String, shard: Int, dueBy time: Int64, rows: Int, bytes: Int
    ) throws(JournalError) -> [OpenRow] {
        try database.rows(
            Self.sized(
                "SELECT \(LogRow.columns), e.counted, e.due, e.replay, \(Self.size("h.head_due, h.head, e.seq")) "
                    + "FROM (\(Self.heads)) AS h, LATERAL ("
                    + "(SELECT * FROM exception WHERE destination = ? AND seq = h.head) UNION ALL "
                    + "(SELECT * FROM exception WHERE h.is_of_replay = 0 AND destination = ? AND key = h.head_key "
                    + "AND state = 0 AND replay = 0 AND seq > h.head ORDER BY seq LIMIT ?)) AS e "
                    + "JOIN action ON action.shard = e.shard AND action.seq = e.seq \(Self.joins) "
                    + "ORDER BY h.head_due, h.head, e.seq LIMIT ?"),
            .integers(DueSpan.all), .text(destination), .integer(shard), .integer(time), .integer(rows),
            .text(destination), .integer(shard), .integer(time), .integer(rows), .integer(rows), .text(destination),
            .text(destination), .integer(rows), .integer(rows), .integer(bytes)
        ) {
            OpenRow(row: LogRow($0), counted: $0.integer(10), due: $0.integer(11), replay: $0.integer(12))
        }
    }

    /// Due heads, of each span of time by itself: one that is due farther off than its span was written under another clock, and
    /// counts as due.
    private static let heads =
        "SELECT head.* FROM unnest(?) AS s(span), LATERAL (\(head("due <= ?")) UNION ALL \(head("due > s.span + ?"))) AS head "
        + "ORDER BY head_due, head LIMIT ?"

    private static func head(_ condition: String) -> String {
        "(SELECT seq AS head, key AS head_key, due AS head_due, replay AS is_of_replay FROM exception WHERE destination = ? "
            + "AND shard = ? AND span = s.span AND head = 1 AND \(condition) ORDER BY due, seq LIMIT ?)"
    }

    /// When the next head of a shard falls due; nil where there is none.
    package func nextDue(of destination: String, shard: Int) throws(JournalError) -> Int64? {
        try database.first(
            "SELECT min(due) FROM unnest(?) AS s(span), LATERAL (SELECT due FROM exception WHERE destination = ? "
                + "AND shard = ? AND span = s.span AND head = 1 ORDER BY due LIMIT 1) AS head",
            .integers(DueSpan.all), .text(destination), .integer(shard)
        ) { $0.optionalInteger(0) } ?? nil
    }
}
