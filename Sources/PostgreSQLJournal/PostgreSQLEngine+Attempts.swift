import Journal

/// The line of requests that was written last of a shard.
struct LastAttempt {
    let id: Int64
    let time: Int64
    let status: Int64
    let isFailure: Bool
    let first: Int64
    let last: Int64

    /// Reads the columns behind the first.
    init?(_ row: ResultRow) {
        guard !row.isNull(1) else { return nil }
        (id, time, status, isFailure) = (row.integer(1), row.integer(2), row.integer(3), row.integer(4) > 0)
        (first, last) = (row.integer(5), row.integer(6))
    }

    /// Whether a request is told by the same line: what passes is one a minute, what fails one while rows and status stay.
    func covers(_ attempt: Attempt) -> Bool {
        guard status == attempt.status, isFailure == !attempt.reason.isEmpty else { return false }
        return isFailure
            ? first == attempt.first && last == attempt.last : time / 60_000 == attempt.time / 60_000
    }
}

extension PostgreSQLEngine {
    /// How many lines of requests a destination keeps.
    private static let mostAttempts = 10_000
    /// The columns of a `LastAttempt`.
    static let lastAttempt = "a.id, a.at, a.status, octet_length(a.reason), a.first, a.last"

    /// Writes a request down, for people.
    func write(_ attempt: Attempt, of cursor: CursorName, behind last: LastAttempt?) {
        if let last, last.covers(attempt) {
            database.run(
                "UPDATE attempt SET first = least(first, ?), last = greatest(last, ?), until = ?, count = count + 1, "
                    + "rows = rows + ?, duration = ?, reason = ? WHERE id = ?",
                .integer(attempt.first), .integer(attempt.last), .integer(attempt.time), .integer(attempt.rows),
                .integer(attempt.duration), .bytes(attempt.reason), .integer(last.id))
            return
        }
        database.run(
            "INSERT INTO attempt(destination, shard, first, last, at, until, count, rows, duration, status, reason) "
                + "VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
            .text(cursor.destination), .integer(cursor.shard), .integer(attempt.first), .integer(attempt.last),
            .integer(attempt.time), .integer(attempt.time), .integer(attempt.rows), .integer(attempt.duration),
            .integer(attempt.status), .bytes(attempt.reason))
    }

    /// Lets go of requests that are old, and of the oldest where a destination has too many.
    func pruneAttempts(before time: Int64, atMost rows: Int) throws(JournalError) {
        database.run(
            "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt ORDER BY id LIMIT ?) AND until < ?",
            .integer(rows), .integer(time))
        for destination in try destinations() {
            database.run(
                "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt WHERE destination = ? AND id <= (SELECT id FROM attempt "
                    + "WHERE destination = ? ORDER BY id DESC LIMIT 1 OFFSET ?) ORDER BY id LIMIT ?)",
                .text(destination), .text(destination), .integer(Self.mostAttempts), .integer(rows))
        }
    }
}
