import Faults
package import Journal

/// The journal in a file of SQLite's.
///
/// One connection, which one thread uses at a time.
package final class SQLiteEngine: JournalEngine {
    let database: Database
    /// The file, or nil for a journal in memory.
    let file: JournalFile?
    /// The most bytes that the journal may take.
    let most: Int64
    /// How many it took when the last commit began.
    var used: Int64 = 0
    /// A destination that has not been configured since before then holds nothing back: as it was when something was let go of last.
    var endedBefore = Int64.min
    /// Whether what was forgotten still stands in the second file, the log of SQLite's own.
    var hasForgotten = false

    /// Opens the journal of a file, or makes it.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - bytes: The most bytes that it may take.
    ///   - patience: How long another process that has it open is waited for.
    /// - Throws: `JournalError` if it cannot be opened, or is another program's or a newer version's.
    package init(
        path: String, atMost bytes: Int64 = Retention().bytes, patience: Duration = .seconds(30)
    ) throws(JournalError) {
        most = bytes
        let file = try JournalFile(path: path, patience: patience)
        self.file = file
        database = try Database(path: path)
        do throws(JournalError) {
            let isNew = try isWithoutTables()
            if !isNew { try expectJournal(in: file) }
            try configureConnection(of: file)
            try makeTables()
            used = try bytesInUse()
        } catch {
            // SQLite's message does not name the file.
            guard !error.description.contains(path) else { throw error }
            let words = error.description.trimmingPrefix("the journal: ")
            throw JournalError(path, "\(words): expected an undamaged journal, or no file; restore a backup")
        }
    }

    /// Opens a journal in memory, which ends with the engine.
    ///
    /// - Parameter bytes: The most bytes that it may take.
    /// - Throws: `JournalError` if there is no memory for it.
    package init(inMemoryAtMost bytes: Int64) throws(JournalError) {
        (most, file) = (bytes, nil)
        database = try Database(path: ":memory:")
        try makeTables()
        used = try bytesInUse()
    }

    /// Whether nothing is in the file, as when it was just made, or when its maker was killed before the tables existed.
    private func isWithoutTables() throws(JournalError) -> Bool {
        guard try database.number("SELECT count(*) FROM sqlite_schema") == 0 else { return false }
        return try database.number("PRAGMA application_id") == 0
    }

    private func expectJournal(in file: JournalFile) throws(JournalError) {
        let application = try database.number("PRAGMA application_id")
        guard application == Schema.application else {
            throw JournalError(file.path, "it is a file of another program's: expected a journal, or no file")
        }
        let version = try version()
        guard version <= Schema.version else {
            throw JournalError(
                file.path,
                "its tables are of version \(version), and this program knows \(Schema.version): use a newer one")
        }
        let expected = try database.number("PRAGMA page_count") * database.number("PRAGMA page_size")
        let found = JournalFile.size(of: file.path)
        // Pages at the end may stand in the second file alone.
        guard found >= expected || JournalFile.size(of: file.path + "-wal") > 0 else {
            throw JournalError(
                file.path, "it is cut off: expected \(expected) bytes, found \(found); restore a backup")
        }
    }

    /// Commits are appended to a second file and synced each; nothing is mapped, for a page that cannot be read would end the process;
    /// what was committed is copied to the file when 40 MB of it are there: at 4 MB the same pages were written again and again.
    private func configureConnection(of file: JournalFile) throws(JournalError) {
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
        let mode = try database.first("PRAGMA journal_mode") { $0.text(0) }
        guard mode == "wal", try database.number("PRAGMA synchronous") == 2 else {
            throw JournalError(file.path, "expected journal_mode WAL and synchronous FULL; SQLite has set others")
        }
    }

    /// Makes what the file does not have yet: all of it, or what is new in this version; wholly or not at all.
    private func makeTables() throws(JournalError) {
        let version = try version()
        guard version < Schema.version else { return }
        try database.unit {
            for step in Schema.steps[version...] { try database.runScript(step) }
            Fault.migrating.crash()
            try database.runScript(
                "PRAGMA application_id = \(Schema.application); PRAGMA user_version = \(Schema.version)")
        }
        // From here on the file itself says what it is: one without its second file is never taken for a new one.
        try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// The version of the file's tables; 0 if there are none.
    private func version() throws(JournalError) -> Int {
        Int(clamping: max(0, try database.number("PRAGMA user_version")))
    }

    /// Does some units of work and makes them durable together: none of them is, where this throws.
    package func commit(_ work: () throws -> Void) throws(JournalError) {
        if let file, !file.isThere {
            throw JournalError(
                .unavailable, "the journal \(file.path) was removed, or replaced: stop the function, and restore it")
        }
        used = try bytesInUse()
        try database.unit(work)
        guard hasForgotten, file != nil else { return }
        // The second file has the old pages until it is begun again.
        try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
        hasForgotten = false
    }

    /// Does something wholly or not at all.
    package func unit<T>(_ work: () throws -> T) throws(JournalError) -> T {
        try database.unit(work)
    }

    /// Writes something that changes nothing, so that a commit shows whether the disk takes it.
    package func probe() throws(JournalError) {
        try database.run("UPDATE meta SET log = log")
    }

    /// How many steps of SQLite's machine all statements took since this was asked last: what a test of growth counts.
    package func takeSteps() -> Int { database.takeSteps() }

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
    /// The number that a query has as its only result; 0 if there is none.
    func number(_ sql: String) throws(JournalError) -> Int64 {
        try first(sql) { $0.integer(0) } ?? 0
    }
}
