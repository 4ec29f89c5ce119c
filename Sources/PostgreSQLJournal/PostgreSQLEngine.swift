import Faults
package import Journal

/// The journal in a database of PostgreSQL's, which several replicas share.
///
/// One connection, which one thread uses at a time.
package final class PostgreSQLEngine: JournalEngine {
    let database: Database
    /// The most bytes that the journal may take.
    let most: Int64
    /// How many it took when that was looked at last, and what this process has added since.
    var used: Int64 = 0
    /// A destination that has not been configured since before then holds nothing back: as it was when something was let go of last.
    var endedBefore = Int64.min
    /// What the transaction changes of the totals.
    var change = Totals()
    /// Why nothing is written any more: a newer program has changed the tables.
    private var obstacle: JournalError?

    /// Connects to a database, and makes or migrates the tables where that is needed.
    ///
    /// - Parameters:
    ///   - url: Where it is, as libpq reads it: a URL, or `key=value` pairs.
    ///   - bytes: The most bytes that the journal may take.
    ///   - patience: How long a server that does not answer is waited for.
    /// - Throws: `JournalError` where it cannot be used: a person has to do something.
    package init(
        url: String, atMost bytes: Int64 = Retention().bytes, patience: Duration = .seconds(30)
    ) throws(JournalError) {
        guard Connection.understands(url) else {
            throw JournalError(
                .configuration,
                "the journal: expected a URL as libpq reads it: postgres://USER@HOST/DATABASE, whose parts are percent-encoded"
            )
        }
        most = bytes
        database = Database(url: url) { database throws(JournalError) in try Self.begin(database) }
        let end = ContinuousClock.now + patience
        while true {
            do throws(JournalError) {
                try database.connect()
                break
            } catch {
                guard error.kind == .unavailable, ContinuousClock.now < end else { throw error }
                database.rest()
            }
        }
        do throws(JournalError) {
            try migrate()
            used = try bytesInUse()
        } catch {
            throw JournalError(.configuration, error.description)
        }
    }

    // MARK: a connection

    /// How long a statement, a lock and a transaction that does nothing may take: a replica that was stopped in the middle of an append lets go
    /// of its lock before others lose patience.
    private static let limits = [
        ("statement_timeout", "10s"), ("lock_timeout", "8s"), ("idle_in_transaction_session_timeout", "5s"),
    ]

    /// Makes a new connection ready, and reads back what was set.
    ///
    /// Plans are the same whatever the values, and go by indexes: a table that was empty when a plan was made may be large by now.
    private static func begin(_ database: Database) throws(JournalError) {
        let settings =
            limits + [
                ("tcp_user_timeout", "10s"), ("search_path", Schema.name),
                ("default_transaction_isolation", "read committed"),
                ("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"), ("enable_bitmapscan", "off"),
                ("enable_hashjoin", "off"), ("enable_mergejoin", "off"), ("jit", "off"),
            ]
        for (name, value) in settings { database.run("SET \(name) = '\(value)'") }
        for (name, value) in limits {
            let found = try database.first("SELECT current_setting('\(name)')") { $0.text(0) ?? "" } ?? ""
            guard found == value else {
                throw JournalError(
                    .configuration, "the journal: expected \(name) to be \(value); PostgreSQL has set \(found)")
            }
        }
        let durability = try database.first("SELECT current_setting('synchronous_commit')") { $0.text(0) ?? "" } ?? ""
        guard durability != "off" else {
            throw JournalError(
                .configuration,
                "the journal: synchronous_commit is off, so that PostgreSQL may lose what it has acknowledged: expected on "
                    + "(ALTER ROLE … SET synchronous_commit = on)")
        }
        if let (version, oldest) = try versions(database) { try expect(version, oldest) }
    }

    /// The version of the tables, and of the oldest program that can use them; nil where there are none.
    private static func versions(_ database: Database) throws(JournalError) -> (version: Int64, oldest: Int64)? {
        // Read as rows: what `to_regclass` remembers may be older than the lock of migrations, when that was waited for.
        let isThere = try database.number(
            "SELECT count(*) FROM pg_tables WHERE schemaname = '\(Schema.name)' AND tablename = 'meta'")
        guard isThere == 1 else { return nil }
        return try database.first("SELECT version, oldest FROM meta") { ($0.integer(0), $0.integer(1)) }
    }

    private static func expect(_ version: Int64, _ oldest: Int64) throws(JournalError) {
        guard oldest <= Schema.version else { throw tooNew(version) }
    }

    private static func tooNew(_ version: Int64) -> JournalError {
        JournalError(
            .configuration,
            "the journal: its tables are of version \(version), and this program knows \(Schema.version): use a newer one"
        )
    }

    /// Makes the tables, or brings them up to this version: one program at a time, and no append meanwhile.
    private func migrate() throws(JournalError) {
        if let found = try Self.versions(database), found.version >= Schema.version { return }
        try database.unit {
            database.run("SELECT pg_advisory_xact_lock(\(Schema.locks), \(Schema.migrationLock))")
            let found = try Self.versions(database)
            guard found?.version ?? 0 < Schema.version else { return }
            database.lockAppends()
            if found == nil { database.run("CREATE SCHEMA IF NOT EXISTS \(Schema.name)") }
            for migration in Schema.migrations[Int(found?.version ?? 0)...] {
                for statement in Self.statements(of: migration) { database.run(statement) }
            }
            try database.crash(at: .migrating)
            database.run(
                found == nil
                    ? "INSERT INTO meta(log, version, oldest) VALUES ((random() * 9e18)::bigint, \(Schema.version), \(Schema.oldest))"
                    : "UPDATE meta SET version = \(Schema.version), oldest = \(Schema.oldest)")
        }
    }

    /// The statements of a script, each of which ends with a semicolon at the end of a line, bodies of functions aside.
    private static func statements(of script: String) -> [String] {
        var (statements, isInBody) = ([""], false)
        for line in script.split(separator: "\n") {
            statements[statements.count - 1] += line + "\n"
            if line.split(separator: "$$", omittingEmptySubsequences: false).count.isMultiple(of: 2) {
                isInBody.toggle()
            }
            if line.hasSuffix(";"), !isInBody { statements.append("") }
        }
        return statements.filter { $0.contains(";") }
    }

    // MARK: commits

    /// Does some units of work and makes them durable together: none of them is, where this throws.
    package func commit(_ work: () throws -> Void) throws(JournalError) {
        if let obstacle { throw obstacle }
        change = Totals()
        try database.unit {
            try work()
            writeTotals()
        }
        used += change.bytes
    }

    /// Does something wholly or not at all.
    package func unit<T>(_ work: () throws -> T) throws(JournalError) -> T {
        let before = change
        do throws(JournalError) {
            return try database.unit(work)
        } catch {
            change = before
            throw error
        }
    }

    /// Does something wholly or not at all, its totals as well, where it is not a part of a commit.
    func counted<T>(_ work: () throws -> T) throws(JournalError) -> T {
        if database.isInTransaction { return try unit(work) }
        var result: T?
        try commit { result = try work() }
        guard let result else { throw .lost }
        return result
    }

    /// Writes something that changes nothing, so that a commit shows whether the disk takes it.
    package func probe() throws(JournalError) {
        database.run("UPDATE meta SET log = log")
        try database.flush()
    }

    /// The epoch that was given out last.
    package func lastEpoch() throws(JournalError) -> Int64 {
        let found = try database.first("SELECT epoch, version, oldest FROM meta") {
            (epoch: $0.integer(0), version: $0.integer(1), oldest: $0.integer(2))
        }
        guard let found else { return 0 }
        if found.oldest > Schema.version {
            obstacle = JournalError(.unavailable, Self.tooNew(found.version).description)
        }
        return found.epoch
    }

    /// An epoch that was never used.
    ///
    /// It is asked for before any cursor is touched, so that two who change some wait for each other here.
    func nextEpoch() throws(JournalError) -> Int64 {
        try database.number("UPDATE meta SET epoch = epoch + 1 RETURNING epoch")
    }
}
