package import Journal

extension PostgreSQLEngine: CopyableEngine {
    /// Does something with the tables as they are at one moment.
    ///
    /// The session's own lock comes before the moment: what was under way is in it, and what comes later waits, or is refused.
    package func atRest<T>(_ work: () throws -> T) throws(JournalError) -> T {
        try database.connect()
        database.run("SELECT pg_advisory_lock(\(Schema.locks), \(Schema.appendLock))")
        try database.flush()
        defer {
            database.run("SELECT pg_advisory_unlock(\(Schema.locks), \(Schema.appendLock))")
            // Where that fails, the connection is lost, and the lock with it.
            _ = try? database.flush()
        }
        return try database.unit {
            database.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            takeTime()
            let replicas = try database.number("SELECT count(*) FROM replica WHERE until > clock_timestamp()")
            guard replicas == 0 else {
                throw JournalError(
                    .configuration,
                    "\(replicas) functions deliver from it: stop them first; one that was killed counts until its leases end"
                )
            }
            return try work()
        }
    }

    /// Fills tables that were never used; whoever starts on them meanwhile waits for an epoch, or gives up.
    package func fill(_ work: () throws -> Void) throws(JournalError) {
        try commit {
            database.run("UPDATE meta SET log = log")
            database.lockAppends()
            takeTime()
            guard try database.number(StoredTable.isUsed) == 0 else { throw JournalError.isUsed }
            try work()
            foldTotals()
        }
    }

    /// Lets a transaction wait for another engine.
    private func takeTime() { database.run("SET LOCAL idle_in_transaction_session_timeout = 0") }

    /// Reads rows of a table behind a key.
    package func page(
        of table: StoredTable, behind key: [StoredValue], rows: Int, bytes: Int
    ) throws(JournalError) -> [[StoredValue]] {
        let sizes = table.columns.filter { $0.kind == .bytes }.map { "coalesce(octet_length(\($0.name)), 0)" }
        let query =
            "SELECT \(table.columnNames), sum(\(sizes.joined(separator: " + "))) OVER (ORDER BY \(table.keyNames)) AS size, "
            + "row_number() OVER (ORDER BY \(table.keyNames)) AS place FROM (\(table.selection(isFirst: key.isEmpty))) AS page"
        let values = zip(key, table.columns).map { Value($0, as: $1.kind) } + [.integer(rows), .integer(bytes)]
        return try database.results(Self.sized(query), [values]).flatMap { $0.rows.map { table.read($0) } }
    }

    /// Inserts rows.
    package func insert(_ rows: [[StoredValue]], into table: StoredTable) throws(JournalError) {
        for row in rows { database.queue(table.insertion, zip(row, table.columns).map { Value($0, as: $1.kind) }) }
        if ["content", "original"].contains(table.name) {
            change.bytes += rows.reduce(0) { $1.reduce($0) { $0 + Int64($1.count) } }
        }
        try database.flush()
    }

    /// What the rows do not say.
    package func head() throws(JournalError) -> JournalHead {
        func numbers(_ columns: [String], of table: String) throws(JournalError) -> [Int64] {
            try database.first("SELECT \(columns.joined(separator: ", ")) FROM \(table)") { $0.integers(columns.count) }
                ?? []
        }
        return JournalHead(
            meta: try numbers(JournalHead.metaColumns, of: "meta"),
            totals: try numbers(
                JournalHead.totalColumns.map { "coalesce(sum(\($0)), 0)::bigint" }, of: "total"),
            places: try numbers(JournalHead.placeColumns, of: "place"),
            numbers: try JournalHead.numbered.map { table, column throws(JournalError) in
                try database.number(Self.lastNumber(of: table, column))
            })
    }

    /// Says what the rows do not say; numbers that were given out are the owner's to set.
    package func setHead(_ head: JournalHead) throws(JournalError) {
        for (table, columns, values) in [
            ("meta", JournalHead.metaColumns, head.meta), ("place", JournalHead.placeColumns, head.places),
        ] {
            let changes = columns.map { "\($0) = ?" }.joined(separator: ", ")
            database.queue("UPDATE \(table) SET \(changes)", values.map { .integer($0) })
        }
        let places = head.totals.map { _ in "?" }.joined(separator: ", ")
        database.queue(
            "INSERT INTO total(\(JournalHead.totalColumns.joined(separator: ", "))) VALUES (\(places))",
            head.totals.map { .integer($0) })
        for ((table, column), number) in zip(JournalHead.numbered, head.numbers) {
            database.run(
                "SELECT setval('\(table)_\(column)_seq', greatest(?, 1), ? > 0)", .integer(number), .integer(number))
        }
        try database.flush()
    }
}

extension Value {
    /// What another engine has stored.
    fileprivate init(_ stored: StoredValue, as kind: StoredTable.Kind) {
        self =
            switch (kind, stored) {
            case (.integer, .integer(let number)): .integer(number)
            case (.integer, _): .integer(nil)
            case (.text, .text(let text)): .text(text)
            case (_, .blob(let bytes)): .blob(bytes)
            default: .blob(nil)
            }
    }
}
