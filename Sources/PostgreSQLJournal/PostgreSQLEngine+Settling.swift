import Faults
package import Journal

extension PostgreSQLEngine {
    /// Writes what became of rows, and moves the cursor: one question, and one message of all that is written.
    ///
    /// - Returns: Whether it was written; nothing is where the epoch is not the cursor's, or the cursor is gone.
    package func settle(_ settlement: Settlement) throws(JournalError) -> Bool {
        try counted {
            let name = settlement.cursor
            let found = try database.first(
                "SELECT cursor.epoch, \(Self.lastAttempt) FROM cursor LEFT JOIN LATERAL (SELECT * FROM attempt "
                    + "WHERE destination = ? AND shard = ? ORDER BY id DESC LIMIT 1) AS a ON true "
                    + "WHERE cursor.destination = ? AND cursor.shard = ? AND cursor.replay = ? FOR UPDATE OF cursor",
                .text(name.destination), .integer(name.shard), .text(name.destination), .integer(name.shard),
                .integer(name.replay)
            ) { (epoch: $0.integer(0), attempt: LastAttempt($0)) }
            guard let found, found.epoch == settlement.epoch else { return false }
            write(settlement.rows, of: settlement)
            for key in Set(settlement.rows.map(\.orderKey)).sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) })
            {
                promote(key, at: name.destination, time: settlement.time)
            }
            try database.crash(at: .settling, where: !settlement.rows.isEmpty)
            if let seq = settlement.seq {
                database.run(
                    "UPDATE cursor SET seq = greatest(seq, ?) WHERE destination = ? AND shard = ? AND replay = ?",
                    .integer(seq), .text(name.destination), .integer(name.shard), .integer(name.replay))
            }
            if let attempt = settlement.attempt { write(attempt, of: name, behind: found.attempt) }
            return true
        }
    }

    private func write(_ rows: [SettledRow], of settlement: Settlement) {
        let (destination, shard) = (settlement.cursor.destination, settlement.cursor.shard)
        var settled: [Int64] = []
        for row in rows {
            var (state, due, counted, status, reason, isOfReplay) = (ExceptionState.open, Int64(0), 0, 0, "", false)
            switch row.outcome {
            case .passed, .passedOver:
                settled.append(row.seq)
                continue
            case .gone:
                change.gone += 1
                settled.append(row.seq)
                continue
            case .heldBack: reason = "behind another of its learner"
            case .setAside(let time, let tries, let answer, let words, let isReplay):
                (due, counted, status, reason, isOfReplay) = (time, tries, answer, words, isReplay)
            case .dead(let tries, let answer, let words, let isReplay):
                (state, counted, status, reason, isOfReplay) = (.dead, tries, answer, words, isReplay)
            case .conflict(let answer):
                (state, status, reason) = (.conflict, answer, "the store has another content under this id")
            }
            // A replay's open row is its own head; others become it by `promote`.
            database.run(
                "INSERT INTO exception(destination, seq, key, shard, state, head, replay, span, due, counted, status, reason, at) "
                    + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (destination, seq) DO UPDATE SET "
                    + "state = excluded.state, "
                    + "head = CASE WHEN excluded.state = 0 THEN greatest(exception.head, excluded.head) ELSE 0 END, "
                    + "replay = excluded.replay, span = excluded.span, due = excluded.due, counted = excluded.counted, "
                    + "status = excluded.status, reason = excluded.reason, at = excluded.at",
                .text(destination), .integer(row.seq), .blob(row.orderKey.bytes), .integer(shard),
                .integer(state.number), .integer(state == .open && isOfReplay ? 1 : 0), .integer(isOfReplay ? 1 : 0),
                .integer(DueSpan.covering(due, at: settlement.time)), .integer(due), .integer(counted),
                .integer(status), .bytes(reason), .integer(settlement.time))
        }
        if !settled.isEmpty { removeExceptions(settled, at: destination, shard: Int64(shard)) }
    }

    /// Lets go of exceptions of a shard, and of contents that were kept for them alone.
    func removeExceptions(_ seqs: [Int64], at destination: String, shard: Int64) {
        database.run(
            "DELETE FROM exception WHERE destination = ? AND seq = ANY (?)", .text(destination), .integers(seqs))
        // Pruning has gone by these: they were exceptions then.
        let condition =
            "action.shard = ? AND action.seq = ANY (?) AND action.seq <= (SELECT content_place FROM place) AND NOT EXISTS (SELECT 1 FROM "
            + "exception WHERE exception.seq = action.seq AND exception.state <> 2) AND NOT EXISTS (SELECT 1 FROM cursor WHERE "
            + "cursor.shard = action.shard AND cursor.seq < action.seq AND action.seq <= coalesce(cursor.last, action.seq) "
            + "AND coalesce(cursor.absent, ?) >= ?)"
        database.run(
            "DELETE FROM original WHERE delivery IN (SELECT delivery FROM action WHERE kind IS NULL AND \(condition))",
            .integer(shard), .integers(seqs), .integer(Int64.max), .integer(endedBefore))
        database.run(
            "DELETE FROM content WHERE seq IN (SELECT seq FROM action WHERE \(condition))", .integer(shard),
            .integers(seqs), .integer(Int64.max), .integer(endedBefore))
    }

    /// Makes the first open row of a learner its head, which falls due now where it was not due by itself.
    ///
    /// The second one is its head no more: a row that came back before it is.
    func promote(_ key: OrderKey, at destination: String, time: Int64) {
        let open =
            "(SELECT seq FROM exception WHERE destination = ? AND key = ? AND state = 0 AND replay = 0 ORDER BY seq LIMIT 1"
        let due = "greatest(due, ?)"
        let span = DueSpan.all.dropLast().map { "WHEN \(due) - ? <= \($0) THEN \($0)" }.joined(separator: " ")
        let spans = DueSpan.all.dropLast().flatMap { _ in [Value.integer(time), .integer(time)] }
        database.queue(
            "UPDATE exception SET head = 1, due = \(due), span = CASE \(span) ELSE \(DueSpan.all.last ?? 0) END "
                + "WHERE destination = ? AND head = 0 AND seq = \(open))",
            [.integer(time)] + spans + [.text(destination), .text(destination), .blob(key.bytes)])
        database.run(
            "UPDATE exception SET head = 0 WHERE destination = ? AND head = 1 AND seq = \(open) OFFSET 1)",
            .text(destination), .text(destination), .blob(key.bytes))
    }
}
