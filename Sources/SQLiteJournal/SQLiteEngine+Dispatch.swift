package import Journal

extension SQLiteEngine {
    /// Makes the cursors of a destination that has none, at a place of the log.
    package func configure(_ destination: String, from start: CursorStart) throws(JournalError) {
        try database.unit {
            try endWhatTakesCursors(of: destination)
            guard try !isConfigured(destination) else { return }
            let place = try place(of: start)
            let epoch = try nextEpoch()
            for shard in 0..<OrderKey.shards {
                try database.run(
                    "INSERT INTO cursor(destination, shard, replay, seq, epoch) VALUES (?, ?, 0, ?, ?)",
                    .text(destination), .integer(shard), .integer(place), .integer(epoch))
            }
        }
    }

    /// The place behind which a new destination begins.
    private func place(of start: CursorStart) throws(JournalError) -> Int64 {
        switch start {
        case .beginning: 0
        case .end: try lastPlace()
        case .time(let time): try lastPlace(before: time)
        }
    }

    /// The last place of the log that was ever given out.
    func lastPlace() throws(JournalError) -> Int64 {
        try database.number("SELECT seq FROM sqlite_sequence WHERE name = 'action'")
    }

    /// Notes since when destinations are not configured.
    package func markAbsent(allBut names: Set<String>, at time: Int64) throws(JournalError) {
        try database.unit {
            for destination in try destinations() {
                let isThere = names.contains(destination)
                try database.run(
                    "UPDATE cursor SET absent = ? WHERE destination = ? AND (absent IS NULL) <> ?",
                    isThere ? .null : .integer(time), .text(destination), .integer(isThere ? 1 : 0))
            }
        }
    }

    /// Why a cursor is paused, in SQL: by a person, or by a command about many rows.
    static let paused =
        "coalesce(paused, (SELECT verb || ' is under way' FROM command WHERE command.destination IN ('', cursor.destination) "
        + "LIMIT 1))"

    /// All cursors.
    package func cursors() throws(JournalError) -> [Cursor] {
        try database.rows(
            "SELECT destination, shard, replay, seq, last, filter, epoch, \(Self.paused) FROM cursor"
        ) {
            Cursor(
                name: CursorName(
                    destination: $0.text(0) ?? "", shard: Int($0.integer(1)), replay: $0.integer(2)),
                seq: $0.integer(3), end: $0.optionalInteger(4), filter: $0.text(5), epoch: $0.integer(6),
                paused: $0.text(7))
        }
    }

    /// Reads rows of a shard behind a place, at most so many and of so many bytes together; a larger row comes alone.
    package func freshRows(
        of cursor: CursorName, behind seq: Int64, upTo end: Int64?, rows: Int, bytes: Int
    ) throws(JournalError) -> [FreshRow] {
        var budget = RowBudget(rows: rows, bytes: bytes)
        var read: [LogRow] = []
        try database.each(
            "SELECT \(LogRow.columns) FROM action INDEXED BY action_shard \(LogRow.joins) "
                + "WHERE action.shard = ? AND action.seq > ? AND action.seq <= ? ORDER BY action.seq LIMIT ?",
            .integer(cursor.shard), .integer(seq), .integer(end ?? .max), .integer(rows)
        ) {
            let row = LogRow($0)
            guard budget.takes(row) else { return false }
            read.append(row)
            return true
        }
        if cursor.isReplay {
            return try read.map { row throws(JournalError) in
                FreshRow(row: row, isHeld: false, hasException: try hasException(row, at: cursor.destination))
            }
        }
        let isAnyoneHeld = try hasHeads(cursor)
        return try read.map { row throws(JournalError) in
            let isHeld = isAnyoneHeld ? try isHeld(row, at: cursor.destination) : false
            return FreshRow(row: row, isHeld: isHeld, hasException: false)
        }
    }

    private func hasException(_ row: LogRow, at destination: String) throws(JournalError) -> Bool {
        try database.first(
            "SELECT 1 FROM exception WHERE destination = ? AND seq = ?", .text(destination), .integer(row.seq)
        ) { _ in true } ?? false
    }

    /// Whether a shard has a learner who waits, or a replay's open row: where it has none, no row needs to be looked up.
    private func hasHeads(_ cursor: CursorName) throws(JournalError) -> Bool {
        try database.first(
            "SELECT 1 FROM exception INDEXED BY exception_head WHERE destination = ? AND shard = ? AND head = 1 LIMIT 1",
            .text(cursor.destination), .integer(cursor.shard)
        ) { _ in true } ?? false
    }

    private func isHeld(_ row: LogRow, at destination: String) throws(JournalError) -> Bool {
        try database.first(
            "SELECT 1 FROM exception INDEXED BY exception_open "
                + "WHERE destination = ? AND key = ? AND state = 0 AND replay = 0 AND seq < ? LIMIT 1",
            .text(destination), .blob(row.orderKey.bytes), .integer(row.seq)
        ) { _ in true } ?? false
    }

    /// Removes a replay's cursor that has come to its end.
    package func endReplay(_ cursor: CursorName, epoch: Int64) throws(JournalError) {
        guard cursor.isReplay else { return }
        try database.run(
            "DELETE FROM cursor WHERE destination = ? AND shard = ? AND replay = ? AND epoch = ?",
            .text(cursor.destination), .integer(cursor.shard), .integer(cursor.replay), .integer(epoch))
    }
}
