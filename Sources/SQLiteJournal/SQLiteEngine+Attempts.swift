import Journal

extension SQLiteEngine {
    /// How many lines of requests a destination keeps.
    static let mostAttempts: Int64 = 10_000
    private static let minute: Int64 = 60_000

    /// Writes a request down, for people.
    ///
    /// What passes is one line a shard and minute; what fails is a line, and one with the line before it where that is of the same rows
    /// and status.
    func write(_ attempt: Attempt, of cursor: CursorName) throws(JournalError) {
        let before = try database.first(
            "SELECT id, at, status, reason, first, last FROM attempt INDEXED BY attempt_shard "
                + "WHERE destination = ? AND shard = ? ORDER BY id DESC LIMIT 1",
            .text(cursor.destination), .integer(cursor.shard)
        ) {
            (
                id: $0.integer(0), time: $0.integer(1), status: $0.integer(2), reason: $0.text(3) ?? "",
                first: $0.integer(4), last: $0.integer(5)
            )
        }
        if let before, before.status == attempt.status, before.reason.isEmpty == attempt.reason.isEmpty,
            attempt.reason.isEmpty
                ? before.time / Self.minute == attempt.time / Self.minute
                : before.first == attempt.first && before.last == attempt.last
        {
            try database.run(
                "UPDATE attempt SET first = min(first, ?), last = max(last, ?), until = ?, count = count + 1, "
                    + "rows = rows + ?, duration = ?, reason = ? WHERE id = ?",
                .integer(attempt.first), .integer(attempt.last), .integer(attempt.time), .integer(attempt.rows),
                .integer(attempt.duration), .bytes(attempt.reason), .integer(before.id))
            return
        }
        try database.run(
            "INSERT INTO attempt(destination, shard, first, last, at, until, count, rows, duration, status, reason) "
                + "VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
            .text(cursor.destination), .integer(cursor.shard), .integer(attempt.first), .integer(attempt.last),
            .integer(attempt.time), .integer(attempt.time), .integer(attempt.rows), .integer(attempt.duration),
            .integer(attempt.status), .bytes(attempt.reason))
    }

    /// Lets go of requests that are old, and of the oldest where a destination has too many.
    func pruneAttempts(before time: Int64, atMost rows: Int64) throws(JournalError) {
        try database.run(
            "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt ORDER BY id LIMIT ?) AND until < ?",
            .integer(rows), .integer(time))
        for destination in try destinations() {
            let surplus = try database.first(
                "SELECT id FROM attempt INDEXED BY attempt_destination WHERE destination = ? "
                    + "ORDER BY id DESC LIMIT 1 OFFSET ?",
                .text(destination), .integer(Self.mostAttempts)
            ) { $0.integer(0) }
            guard let surplus else { continue }
            try database.run(
                "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt INDEXED BY attempt_destination "
                    + "WHERE destination = ? AND id <= ? ORDER BY id LIMIT ?)",
                .text(destination), .integer(surplus), .integer(rows))
        }
    }
}
