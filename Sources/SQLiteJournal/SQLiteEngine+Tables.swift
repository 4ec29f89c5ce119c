package import Journal

extension SQLiteEngine: CopyableEngine {
    /// Does something with the tables as they are: whoever has opened the file is alone.
    package func atRest<T>(_ work: () throws -> T) throws(JournalError) -> T { try database.unit(work) }

    /// Fills tables that were never used.
    package func fill(_ work: () throws -> Void) throws(JournalError) {
        try database.unit {
            guard try database.number(StoredTable.isUsed) == 0 else { throw JournalError.isUsed }
            try work()
        }
    }

    /// Reads rows of a table behind a key.
    package func page(
        of table: StoredTable, behind key: [StoredValue], rows: Int, bytes: Int
    ) throws(JournalError) -> [[StoredValue]] {
        let statement = try database.statement(table.selection(isFirst: key.isEmpty))
        defer { statement.reset() }
        try statement.bind(key + [.integer(rows)])
        var (read, size) = ([[StoredValue]](), 0)
        while size < bytes, try statement.step() {
            let row = table.read(statement)
            size += row.reduce(0) { $0 + $1.count }
            read.append(row)
        }
        return read
    }

    /// Inserts rows.
    package func insert(_ rows: [[StoredValue]], into table: StoredTable) throws(JournalError) {
        let statement = try database.statement(table.insertion)
        for row in rows {
            defer { statement.reset() }
            try statement.bind(row)
            while try statement.step() {}
        }
    }

    private static let columns = JournalHead.metaColumns + JournalHead.totalColumns + JournalHead.placeColumns

    /// What the rows do not say.
    package func head() throws(JournalError) -> JournalHead {
        let names = Self.columns.joined(separator: ", ")
        var values = try database.first("SELECT \(names) FROM meta") { $0.integers(Self.columns.count) }?[...] ?? []
        func take(_ columns: [String]) -> [Int64] {
            defer { values = values.dropFirst(columns.count) }
            return Array(values.prefix(columns.count))
        }
        return JournalHead(
            meta: take(JournalHead.metaColumns), totals: take(JournalHead.totalColumns),
            places: take(JournalHead.placeColumns),
            numbers: try JournalHead.numbered.map { table, _ throws(JournalError) in
                try database.first("SELECT seq FROM sqlite_sequence WHERE name = ?", .text(table)) { $0.integer(0) }
                    ?? 0
            })
    }

    /// Says what the rows do not say.
    package func setHead(_ head: JournalHead) throws(JournalError) {
        let changes = Self.columns.map { "\($0) = ?" }.joined(separator: ", ")
        let statement = try database.statement("UPDATE meta SET \(changes)")
        defer { statement.reset() }
        try statement.bind((head.meta + head.totals + head.places).map { .integer($0) })
        while try statement.step() {}
        for ((table, _), number) in zip(JournalHead.numbered, head.numbers) {
            try database.run("DELETE FROM sqlite_sequence WHERE name = ?", .text(table))
            try database.run("INSERT INTO sqlite_sequence(name, seq) VALUES (?, ?)", .text(table), .integer(number))
        }
    }
}
