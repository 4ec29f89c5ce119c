package import Journal

extension SQLiteEngine {
    /// What is in it, in numbers that are kept and not counted.
    package func summary(at time: Int64) throws(JournalError) -> JournalSummary {
        var summary =
            try database.first("SELECT deliveries, copies, refused, actions, known, gone FROM meta") {
                var summary = JournalSummary()
                summary.deliveries = $0.integer(0)
                summary.copies = $0.integer(1)
                summary.refused = $0.integer(2)
                summary.actions = $0.integer(3)
                summary.known = $0.integer(4)
                summary.gone = $0.integer(5)
                return summary
            } ?? JournalSummary()
        summary.size = try size()
        summary.destinations = try destinations().map { name throws(JournalError) in try self.summary(of: name) }
        return summary
    }

    private func summary(of name: String) throws(JournalError) -> DestinationSummary {
        var summary = DestinationSummary(name: name)
        let cursors = try database.rows(
            "SELECT shard, seq, \(Self.paused) FROM cursor WHERE destination = ? AND replay = 0", .text(name)
        ) { (shard: $0.integer(0), seq: $0.integer(1), paused: $0.text(2)) }
        for cursor in cursors {
            summary.paused = summary.paused ?? cursor.paused
            guard let next = try next(behind: cursor.seq, shard: cursor.shard) else { continue }
            let last = try database.first(
                "SELECT number FROM action INDEXED BY action_shard WHERE shard = ? ORDER BY seq DESC LIMIT 1",
                .integer(cursor.shard)
            ) { $0.integer(0) }
            summary.behind += (last ?? next.number) - next.number + 1
            summary.oldest = min(summary.oldest ?? next.arrival, next.arrival)
        }
        let tallies = try database.rows(
            "SELECT state, head, count FROM tally WHERE destination = ?", .text(name)
        ) { (state: $0.integer(0), isHead: $0.integer(1) == 1, count: $0.integer(2)) }
        for tally in tallies { summary.add(tally.count, of: tally.state, isHead: tally.isHead) }
        summary.lastError = try database.first(
            "SELECT until, reason FROM attempt INDEXED BY attempt_failed "
                + "WHERE destination = ? AND reason <> x'' ORDER BY id DESC LIMIT 1",
            .text(name)
        ) { DestinationSummary.LastError(time: $0.integer(0), reason: $0.text(1) ?? "") }
        summary.replays =
            try database.first(
                "SELECT count(DISTINCT replay) FROM cursor WHERE destination = ? AND replay <> 0", .text(name)
            ) { $0.integer(0) } ?? 0
        return summary
    }

    /// The first row of a shard behind a place: its number there, and when it came.
    private func next(behind seq: Int64, shard: Int64) throws(JournalError) -> (number: Int64, arrival: Int64)? {
        try database.first(
            "SELECT action.number, delivery.arrival FROM action INDEXED BY action_shard "
                + "CROSS JOIN delivery ON delivery.id = action.delivery "
                + "WHERE action.shard = ? AND action.seq > ? ORDER BY action.seq LIMIT 1",
            .integer(shard), .integer(seq)
        ) { ($0.integer(0), $0.integer(1)) }
    }
}
