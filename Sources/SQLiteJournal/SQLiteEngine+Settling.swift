import Faults
package import Journal

extension SQLiteEngine {
    /// Writes the outcome of rows, and moves the cursor.
    ///
    /// - Returns: Whether it was written; nothing is where the epoch is not the cursor's, or the cursor is gone.
    package func settle(_ settlement: Settlement) throws(JournalError) -> Bool {
        try database.unit {
            let name = settlement.cursor
            let epoch = try database.first(
                "SELECT epoch FROM cursor WHERE destination = ? AND shard = ? AND replay = ?",
                .text(name.destination), .integer(name.shard), .integer(name.replay)
            ) { $0.integer(0) }
            guard epoch == settlement.epoch else { return false }
            for row in settlement.rows { try write(row, of: settlement) }
            for key in Set(settlement.rows.map(\.orderKey)) {
                try promote(key, at: name.destination, time: settlement.time)
            }
            Fault.settling.crash(where: !settlement.rows.isEmpty)
            if let seq = settlement.seq {
                try database.run(
                    "UPDATE cursor SET seq = max(seq, ?) WHERE destination = ? AND shard = ? AND replay = ?",
                    .integer(seq), .text(name.destination), .integer(name.shard), .integer(name.replay))
            }
            if let attempt = settlement.attempt { try write(attempt, of: name) }
            return true
        }
    }

    private func write(_ row: SettledRow, of settlement: Settlement) throws(JournalError) {
        let destination = settlement.cursor.destination
        var exception = ExceptionRow(
            destination: destination, seq: row.seq, key: row.orderKey, shard: settlement.cursor.shard,
            time: settlement.time)
        switch row.outcome {
        case .passed, .passedOver:
            return try removeException(row.seq, at: destination)
        case .gone:
            try database.run("UPDATE meta SET gone = gone + 1")
            return try removeException(row.seq, at: destination)
        case .heldBack:
            exception.reason = "behind another of its learner"
        case .setAside(let due, let counted, let status, let reason, let isOfReplay):
            exception.due = due
            (exception.counted, exception.status, exception.reason) = (counted, status, reason)
            exception.isOfReplay = isOfReplay
        case .dead(let counted, let status, let reason, let isOfReplay):
            exception.state = .dead
            (exception.counted, exception.status, exception.reason) = (counted, status, reason)
            exception.isOfReplay = isOfReplay
        case .conflict(let status):
            exception.state = .conflict
            (exception.status, exception.reason) = (status, "the store has another content under this id")
        }
        try write(exception)
    }

    /// Lets go of an exception, and of the content that was kept for it.
    func removeException(_ seq: Int64, at destination: String) throws(JournalError) {
        let removed = try database.run(
            "DELETE FROM exception WHERE destination = ? AND seq = ?", .text(destination), .integer(seq))
        if removed > 0 { try removeContentLate(of: seq) }
    }

    /// Writes an exception over the one that was there.
    ///
    /// A replay's open row is its own head; others become it by `promote`.
    func write(_ row: ExceptionRow) throws(JournalError) {
        try database.run(
            "INSERT INTO exception(destination, seq, key, shard, state, head, replay, span, due, counted, status, reason, at) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, "
                + "head = iif(excluded.state = 0, max(head, excluded.head), 0), "
                + "replay = excluded.replay, span = excluded.span, due = excluded.due, counted = excluded.counted, "
                + "status = excluded.status, reason = excluded.reason, at = excluded.at",
            .text(row.destination), .integer(row.seq), .blob(row.key.bytes), .integer(row.shard),
            .integer(row.state.number), .integer(row.state == .open && row.isOfReplay ? 1 : 0),
            .integer(row.isOfReplay ? 1 : 0), .integer(DueSpan.covering(row.due, at: row.time)), .integer(row.due),
            .integer(row.counted), .integer(row.status), .bytes(row.reason), .integer(row.time))
    }

    /// Makes the first open row of a learner its head, which falls due now where it was not due by itself.
    ///
    /// The second one is its head no more: a row that came back before it is.
    func promote(_ key: OrderKey, at destination: String, time: Int64) throws(JournalError) {
        let first = try database.rows(
            "SELECT seq, head, due FROM exception INDEXED BY exception_open "
                + "WHERE destination = ? AND key = ? AND state = 0 AND replay = 0 ORDER BY seq LIMIT 2",
            .text(destination), .blob(key.bytes)
        ) { (seq: $0.integer(0), isHead: $0.integer(1) == 1, due: $0.integer(2)) }
        if let head = first.first, !head.isHead {
            let due = max(head.due, time)
            try database.run(
                "UPDATE exception SET head = 1, due = ?, span = ? WHERE destination = ? AND seq = ?",
                .integer(due), .integer(DueSpan.covering(due, at: time)), .text(destination), .integer(head.seq))
        }
        if first.count > 1, first[1].isHead {
            try database.run(
                "UPDATE exception SET head = 0 WHERE destination = ? AND seq = ?", .text(destination),
                .integer(first[1].seq))
        }
    }
}

/// A row of the exceptions' table, as it is written.
struct ExceptionRow {
    var destination: String
    var seq: Int64
    var key: OrderKey
    var shard: Int
    var time: Int64
    var state = ExceptionState.open
    var isOfReplay = false
    var due: Int64 = 0
    var counted = 0
    var status = 0
    var reason = ""
}
