package import Journal

extension SQLiteEngine {
    /// Lets go of what is old enough, a bounded step at a time, from a stored place on.
    ///
    /// - Returns: Whether there is more to do.
    package func prune(_ retention: Retention, at time: Int64) throws(JournalError) -> Bool {
        false
    }

    /// How much room the journal takes.
    package func size() throws(JournalError) -> JournalSize {
        let page = try database.number("PRAGMA page_size")
        let pages = try database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count")
        return JournalSize(used: page * pages, most: most)
    }

    /// The last place of the log whose row came before a time.
    ///
    /// Deliveries are numbered as they come, so their times rise, but where a clock was set back: then it is one of the places.
    func lastPlace(before time: Int64) throws(JournalError) -> Int64 {
        var low = try database.number("SELECT min(id) FROM delivery")
        var high = try database.number("SELECT max(id) FROM delivery") + 1
        while low < high {
            let middle = low + (high - low) / 2
            let found = try database.first(
                "SELECT id, arrival FROM delivery WHERE id >= ? ORDER BY id LIMIT 1", .integer(middle)
            ) { (id: $0.integer(0), arrival: $0.integer(1)) }
            if let found, found.arrival < time { low = found.id + 1 } else { high = middle }
        }
        return try database.first(
            "SELECT max(seq) FROM action INDEXED BY action_delivery WHERE delivery = (SELECT max(delivery) "
                + "FROM action INDEXED BY action_delivery WHERE delivery < ?)",
            .integer(low)
        ) { $0.integer(0) } ?? 0
    }
}
