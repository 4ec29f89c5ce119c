package import Journal

/// The journal in a file of SQLite's.
///
/// One connection, which one thread uses at a time.
package final class SQLiteEngine: JournalEngine {
    let database: Database
    /// The most bytes that the file may take.
    let most: Int64

    /// Opens the journal of a file, or makes it.
    ///
    /// - Throws: `JournalError` where it cannot be opened, or is another program's or a newer version's.
    package init(path: String, atMost bytes: Int64 = Retention().bytes) throws(JournalError) {
        most = bytes
        database = try Database(path: path)
        try prepare()
    }

    private func prepare() throws(JournalError) {
        let application = try database.number("PRAGMA application_id")
        let version = try database.number("PRAGMA user_version")
        // Commits are appended to a second file and synced each; nothing is mapped, for a page that cannot be read would end the
        // process; the file is checkpointed when the second one has 40 MB: at 4 MB the same rows were written again and again.
        try database.runScript(
            """
            PRAGMA busy_timeout = 5000;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA mmap_size = 0;
            PRAGMA temp_store = MEMORY;
            PRAGMA wal_autocheckpoint = 10000;
            PRAGMA journal_size_limit = 67108864;
            """)
        guard try database.number("PRAGMA synchronous") == 2 else {
            throw JournalError(.configuration, "the journal: expected PRAGMA synchronous to stay FULL")
        }
        if version == 0, application == 0 {
            try database.unit {
                try database.runScript(Schema.tables)
                try database.runScript(
                    "PRAGMA application_id = \(Schema.application); PRAGMA user_version = \(Schema.version)")
            }
        }
    }

    /// Does some units of work and makes them durable together: none of them is, where this throws.
    package func commit(_ work: () throws -> Void) throws(JournalError) {
        try database.unit(work)
    }

    /// Does something wholly or not at all.
    package func unit<T>(_ work: () throws -> T) throws(JournalError) -> T {
        try database.unit(work)
    }

    /// The epoch that was given out last.
    package func lastEpoch() throws(JournalError) -> Int64 {
        try database.number("SELECT epoch FROM meta")
    }

    /// An epoch that was never used.
    func nextEpoch() throws(JournalError) -> Int64 {
        try database.number("UPDATE meta SET epoch = epoch + 1 RETURNING epoch")
    }
}

extension Database {
    /// The number that a query has as its only result; 0 where there is none.
    func number(_ sql: String) throws(JournalError) -> Int64 {
        try first(sql) { $0.integer(0) } ?? 0
    }
}
