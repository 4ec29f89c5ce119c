import Faults
package import Journal

extension PostgreSQLEngine {
    /// How many rows one step looks at.
    private static let step = 100

    /// Lets go of what is old enough, a bounded step at a time, from a stored place on: by one replica at a time.
    ///
    /// - Returns: Whether there is more to do.
    package func prune(_ retention: Retention, at time: Int64) throws(JournalError) -> Bool {
        try counted {
            let isAlone = try database.number(
                "SELECT pg_try_advisory_xact_lock(\(Schema.locks), \(Schema.pruneLock))")
            guard isAlone == 1 else { return false }
            // Where room is short, what is delivered does not wait until it is old.
            let isShort = used > most - 2 * Self.reserve
            endedBefore = time &- retention.backlog
            let hasEnded = try pruneEnded()
            let hasMore = try pruneContents(before: isShort ? .max : time &- retention.content) || hasEnded
            try pruneExceptions(retention, at: time)
            try pruneRows(before: time &- retention.ids)
            try pruneDeliveries(before: time &- retention.ids, refusedBefore: time &- retention.dead)
            try pruneAttempts(before: time &- retention.content, atMost: Self.step)
            foldTotals()
            return hasMore
        }
    }

    /// Rows of the log behind a place, in its order: each shard by itself has an index.
    private static let rows =
        "(SELECT a.* FROM generate_series(0, \(OrderKey.shards - 1)) AS s, LATERAL (SELECT * FROM action WHERE shard = s "
        + "AND seq > ? AND seq <= ? ORDER BY shard, seq LIMIT ?) AS a ORDER BY seq LIMIT ?) AS action"

    private func pruneContents(before time: Int64) throws(JournalError) -> Bool {
        let place = try database.number("SELECT content_place FROM place")
        // A row that is not committed yet has none before it that is: appends go one after the other.
        let rows = try database.rows(
            "SELECT action.seq, action.kind IS NULL, action.delivery, delivery.arrival < ? AND NOT EXISTS (SELECT 1 FROM cursor "
                + "WHERE cursor.shard = action.shard AND cursor.seq < action.seq "
                + "AND action.seq <= coalesce(cursor.last, action.seq) AND coalesce(cursor.absent, ?) >= ?), EXISTS (SELECT 1 FROM exception "
                + "WHERE exception.seq = action.seq AND exception.state <> 2) FROM \(Self.rows) "
                + "JOIN delivery ON delivery.id = action.delivery ORDER BY action.seq",
            .integer(time), .integer(Int64.max), .integer(endedBefore), .integer(place), .integer(Int64.max),
            .integer(Self.step), .integer(Self.step)
        ) {
            (
                seq: $0.integer(0), isDelivery: $0.integer(1) == 1, delivery: $0.integer(2), isDone: $0.integer(3) == 1,
                isException: $0.integer(4) == 1
            )
        }
        let done = rows.prefix { $0.isDone }
        guard let reached = done.last?.seq else { return false }
        let free = done.filter { !$0.isException }
        database.run("DELETE FROM content WHERE seq = ANY (?)", .integers(free.map(\.seq)))
        database.run(
            "DELETE FROM original WHERE delivery = ANY (?)",
            .integers(free.filter(\.isDelivery).map(\.delivery)))
        try database.crash(at: .pruning)
        database.run("UPDATE place SET content_place = ?", .integer(reached))
        return done.count == Self.step
    }

    /// What did not go smoothly at destinations that have not been configured for long goes, and is counted; their places stay.
    ///
    /// - Returns: Whether there is more of it.
    private func pruneEnded() throws(JournalError) -> Bool {
        let ended = try database.rows(
            "SELECT DISTINCT destination FROM cursor WHERE absent < ?", .integer(endedBefore)
        ) { $0.text(0) ?? "" }
        for destination in ended {
            let count = try removeExceptions(of: destination, "ORDER BY seq", Self.step)
            guard count > 0 else { continue }
            change.prunedDead += Int64(count)
            return true
        }
        return false
    }

    /// Dead ones go when they are old, and are counted; a conflict goes as what is delivered does.
    private func pruneExceptions(_ retention: Retention, at time: Int64) throws(JournalError) {
        for (state, kept) in [(ExceptionState.dead, retention.dead), (.conflict, retention.content)] {
            let old = try database.rows(
                "SELECT destination, shard, seq FROM exception WHERE state = ? AND state <> 0 AND at < ? ORDER BY at LIMIT ?",
                .integer(state.number), .integer(time &- kept), .integer(Self.step)
            ) { (destination: $0.text(0) ?? "", shard: $0.integer(1), seq: $0.integer(2)) }
            let groups = Dictionary(grouping: old) { CursorName(destination: $0.destination, shard: Int($0.shard)) }
            for (name, rows) in groups {
                removeExceptions(rows.map(\.seq), at: name.destination, shard: Int64(name.shard))
            }
            if state == .dead { change.prunedDead += Int64(old.count) }
        }
    }

    private func pruneRows(before time: Int64) throws(JournalError) {
        let (place, last) =
            try database.first("SELECT row_place, content_place FROM place") { ($0.integer(0), $0.integer(1)) } ?? (
                0, 0
            )
        let rows = try database.rows(
            "SELECT seq, shard, seen < ? AND NOT EXISTS (SELECT 1 FROM exception WHERE exception.seq = action.seq) FROM \(Self.rows)",
            .integer(time), .integer(place), .integer(last), .integer(Self.step), .integer(Self.step)
        ) { (seq: $0.integer(0), shard: $0.integer(1), isOld: $0.integer(2) == 1) }
        let old = Dictionary(grouping: rows.filter(\.isOld), by: \.shard)
        for (shard, rows) in old {
            database.run("DELETE FROM content WHERE seq = ANY (?)", .integers(rows.map(\.seq)))
            database.run(
                "DELETE FROM action WHERE shard = ? AND seq = ANY (?)", .integer(shard), .integers(rows.map(\.seq)))
        }
        let next = rows.count < Self.step ? 0 : rows.last?.seq ?? 0
        if next != place { database.run("UPDATE place SET row_place = ?", .integer(next)) }
    }

    private func pruneDeliveries(before time: Int64, refusedBefore refused: Int64) throws(JournalError) {
        let place = try database.number("SELECT delivery_place FROM place")
        let rows = try database.rows(
            "SELECT id, state, last < CASE state WHEN 1 THEN ? ELSE ? END AND NOT EXISTS (SELECT 1 FROM action "
                + "WHERE action.delivery = delivery.id) FROM delivery WHERE id > ? ORDER BY id LIMIT ?",
            .integer(refused), .integer(time), .integer(place), .integer(Self.step)
        ) { (id: $0.integer(0), isRefused: $0.integer(1) == 1, isOld: $0.integer(2) == 1) }
        let old = rows.filter(\.isOld)
        if !old.isEmpty {
            database.run("DELETE FROM original WHERE delivery = ANY (?)", .integers(old.map(\.id)))
            database.run("DELETE FROM delivery WHERE id = ANY (?)", .integers(old.map(\.id)))
        }
        let count = Int64(old.count { $0.isRefused })
        change.refused -= count
        change.prunedRefused += count
        let next = rows.count < Self.step ? 0 : rows.last?.id ?? 0
        if next != place { database.run("UPDATE place SET delivery_place = ?", .integer(next)) }
    }

    /// How much room the journal takes.
    package func size() throws(JournalError) -> JournalSize {
        used = try bytesInUse()
        return JournalSize(used: used, most: most)
    }

    /// Contents and bodies, which are counted, and about what the rest of a row takes with its indexes.
    ///
    /// The server's files keep their size when rows are removed from them, and say nothing of the room that there is.
    func bytesInUse() throws(JournalError) -> Int64 {
        try database.number("SELECT coalesce(sum(bytes + 600 * deliveries + 600 * actions), 0)::bigint FROM total")
    }

    /// The last place of the log whose row came before a time.
    package func lastPlace(before time: Int64) throws(JournalError) -> Int64 {
        try database.number(
            "SELECT coalesce(max(seq), 0) FROM action WHERE delivery = (SELECT max(delivery) FROM action WHERE delivery < ?)",
            .integer(try firstDelivery(from: time)))
    }

    /// The first delivery that has so high a number.
    package func arrival(from number: Int64) throws(JournalError) -> (number: Int64, time: Int64)? {
        try database.first("SELECT id, arrival FROM delivery WHERE id >= ? ORDER BY id LIMIT 1", .integer(number)) {
            ($0.integer(0), $0.integer(1))
        }
    }

    /// The number of the last delivery; 0 where there is none.
    package func lastDelivery() throws(JournalError) -> Int64 {
        try database.number("SELECT coalesce(max(id), 0) FROM delivery")
    }
}
