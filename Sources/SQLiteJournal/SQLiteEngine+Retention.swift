import Faults
package import Journal

extension SQLiteEngine {
    /// How many rows one step looks at: what the door commits waits for a step, so it takes a few milliseconds.
    private static let step: Int64 = 100
    /// How much room is left when the door closes: cursors move on in it, and pruning.
    static let reserve: Int64 = 64 << 20

    /// Lets go of what is old enough, a bounded step at a time, from a stored place on.
    ///
    /// Contents go in the order of the log, up to the first that is not delivered. Ids and deliveries are gone through in turns, for
    /// one that was seen again stays.
    ///
    /// - Returns: Whether there is more to do.
    package func prune(_ retention: Retention, at time: Int64) throws(JournalError) -> Bool {
        try database.unit {
            // Where room is short, what is delivered does not wait until it is old.
            let isShort = used > most - 2 * Self.reserve
            endedBefore = time &- retention.backlog
            let hasEnded = try pruneEnded()
            let hasMore = try pruneContents(before: isShort ? .max : time &- retention.content) || hasEnded
            try pruneExceptions(retention, at: time)
            try pruneRows(before: time &- retention.ids)
            try pruneDeliveries(before: time &- retention.ids, refusedBefore: time &- retention.dead)
            try pruneAttempts(before: time &- retention.content, atMost: Self.step)
            return hasMore
        }
    }

    private func pruneContents(before time: Int64) throws(JournalError) -> Bool {
        let place = try database.number("SELECT content_place FROM meta")
        let rows = try database.rows(
            "SELECT action.seq, action.shard, action.kind IS NULL, action.delivery, delivery.arrival FROM action "
                + "CROSS JOIN delivery ON delivery.id = action.delivery WHERE action.seq > ? ORDER BY action.seq LIMIT ?",
            .integer(place), .integer(Self.step)
        ) {
            (
                seq: $0.integer(0), shard: $0.integer(1), isDelivery: $0.integer(2) == 1, delivery: $0.integer(3),
                arrival: $0.integer(4)
            )
        }
        let undelivered = try undelivered()
        var reached = place
        for row in rows {
            guard row.arrival < time, !undelivered.contains(where: { $0.covers(row.seq, in: row.shard) }) else { break }
            reached = row.seq
            if try !isException(row.seq) {
                try removeContent(of: row.seq, delivery: row.isDelivery ? row.delivery : nil)
            }
        }
        Fault.pruning.crash(where: reached > place)
        if reached > place { try database.run("UPDATE meta SET content_place = ?", .integer(reached)) }
        return rows.count == Self.step && reached == rows.last?.seq
    }

    /// What a cursor still has before it.
    private struct Undelivered {
        let shard: Int64
        let after: Int64
        let last: Int64

        func covers(_ seq: Int64, in shard: Int64) -> Bool { shard == self.shard && after < seq && seq <= last }
    }

    private func undelivered() throws(JournalError) -> [Undelivered] {
        try database.rows(
            "SELECT shard, seq, last FROM cursor WHERE absent IS NULL OR absent >= ?", .integer(endedBefore)
        ) {
            Undelivered(shard: $0.integer(0), after: $0.integer(1), last: $0.optionalInteger(2) ?? .max)
        }
    }

    /// Whether a row is an exception somewhere that its content is needed for.
    private func isException(_ seq: Int64) throws(JournalError) -> Bool {
        try database.first(
            "SELECT 1 FROM exception INDEXED BY exception_seq WHERE seq = ? AND state <> ? LIMIT 1", .integer(seq),
            .integer(ExceptionState.conflict.number)
        ) { _ in true } ?? false
    }

    private func removeContent(of seq: Int64, delivery: Int64?) throws(JournalError) {
        try database.run("DELETE FROM content WHERE seq = ?", .integer(seq))
        if let delivery { try database.run("DELETE FROM original WHERE delivery = ?", .integer(delivery)) }
    }

    /// What did not go smoothly at destinations that have not been configured for long goes, and is counted; their places stay.
    ///
    /// - Returns: Whether there is more of it.
    private func pruneEnded() throws(JournalError) -> Bool {
        let ended = try database.rows(
            "SELECT DISTINCT destination FROM cursor WHERE absent < ?", .integer(endedBefore)
        ) { $0.text(0) ?? "" }
        for destination in ended {
            let count = try removeExceptions(of: destination, "WHERE destination = ?", Int(Self.step))
            guard count > 0 else { continue }
            try database.run("UPDATE meta SET pruned_dead = pruned_dead + ?", .integer(count))
            return true
        }
        return false
    }

    /// Dead ones go when they are old, and are counted; a conflict goes as what is delivered does.
    private func pruneExceptions(_ retention: Retention, at time: Int64) throws(JournalError) {
        for (state, kept) in [(ExceptionState.dead, retention.dead), (.conflict, retention.content)] {
            let old = try database.rows(
                "SELECT destination, seq FROM exception INDEXED BY exception_old WHERE state = ? AND state <> 0 AND at < ? "
                    + "ORDER BY at LIMIT ?",
                .integer(state.number), .integer(time &- kept), .integer(Self.step)
            ) { (destination: $0.text(0) ?? "", seq: $0.integer(1)) }
            for row in old { try removeException(row.seq, at: row.destination) }
            if state == .dead {
                try database.run("UPDATE meta SET pruned_dead = pruned_dead + ?", .integer(old.count))
            }
        }
    }

    /// Lets go of the content of a row that pruning has gone by already, for it was an exception then.
    func removeContentLate(of seq: Int64) throws(JournalError) {
        guard try seq <= database.number("SELECT content_place FROM meta"), try !isException(seq) else { return }
        let row = try database.first("SELECT shard, kind IS NULL, delivery FROM action WHERE seq = ?", .integer(seq)) {
            (shard: $0.integer(0), isDelivery: $0.integer(1) == 1, delivery: $0.integer(2))
        }
        guard let row, try !undelivered().contains(where: { $0.covers(seq, in: row.shard) }) else { return }
        try removeContent(of: seq, delivery: row.isDelivery ? row.delivery : nil)
    }

    private func pruneRows(before time: Int64) throws(JournalError) {
        let place = try database.number("SELECT row_place FROM meta")
        let last = try database.number("SELECT content_place FROM meta")
        let rows = try database.rows(
            "SELECT seq, seen FROM action WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?", .integer(place),
            .integer(last), .integer(Self.step)
        ) { (seq: $0.integer(0), seen: $0.integer(1)) }
        for row in rows where row.seen < time {
            let isNeeded = try database.first(
                "SELECT 1 FROM exception INDEXED BY exception_seq WHERE seq = ? LIMIT 1", .integer(row.seq)
            ) { _ in true }
            guard isNeeded == nil else { continue }
            try database.run("DELETE FROM content WHERE seq = ?", .integer(row.seq))
            try database.run("DELETE FROM action WHERE seq = ?", .integer(row.seq))
        }
        try database.run(
            "UPDATE meta SET row_place = ?", .integer(rows.count < Self.step ? 0 : rows.last?.seq ?? 0))
    }

    private func pruneDeliveries(before time: Int64, refusedBefore refused: Int64) throws(JournalError) {
        let place = try database.number("SELECT delivery_place FROM meta")
        let rows = try database.rows(
            "SELECT id, last, state FROM delivery WHERE id > ? ORDER BY id LIMIT ?", .integer(place),
            .integer(Self.step)
        ) { (id: $0.integer(0), last: $0.integer(1), isRefused: $0.integer(2) == 1) }
        for row in rows where row.last < (row.isRefused ? refused : time) {
            let hasRows = try database.first(
                "SELECT 1 FROM action INDEXED BY action_delivery WHERE delivery = ? LIMIT 1", .integer(row.id)
            ) { _ in true }
            guard hasRows == nil else { continue }
            try database.run("DELETE FROM original WHERE delivery = ?", .integer(row.id))
            try database.run("DELETE FROM delivery WHERE id = ?", .integer(row.id))
            if row.isRefused {
                try database.run("UPDATE meta SET refused = refused - 1, pruned_refused = pruned_refused + 1")
            }
        }
        try database.run(
            "UPDATE meta SET delivery_place = ?", .integer(rows.count < Self.step ? 0 : rows.last?.id ?? 0))
    }

    /// How much room the journal takes.
    package func size() throws(JournalError) -> JournalSize {
        JournalSize(used: try bytesInUse(), most: most)
    }

    /// Pages in use, and the second file: pages that are free are used again before the file grows.
    func bytesInUse() throws(JournalError) -> Int64 {
        let pages = try database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count")
        let unmoved = file.map { JournalFile.size(of: $0.path + "-wal") } ?? 0
        return try pages * database.number("PRAGMA page_size") + unmoved
    }

    /// The last place of the log whose row came before a time.
    package func lastPlace(before time: Int64) throws(JournalError) -> Int64 {
        let first = try firstDelivery(from: time)
        return try database.first(
            "SELECT max(seq) FROM action INDEXED BY action_delivery WHERE delivery = (SELECT max(delivery) "
                + "FROM action INDEXED BY action_delivery WHERE delivery < ?)",
            .integer(first)
        ) { $0.integer(0) } ?? 0
    }

    /// The first delivery that has so high a number.
    package func arrival(from number: Int64) throws(JournalError) -> (number: Int64, time: Int64)? {
        try database.first("SELECT id, arrival FROM delivery WHERE id >= ? ORDER BY id LIMIT 1", .integer(number)) {
            ($0.integer(0), $0.integer(1))
        }
    }

    /// The number of the last delivery; 0 where there is none.
    package func lastDelivery() throws(JournalError) -> Int64 { try database.number("SELECT max(id) FROM delivery") }
}
