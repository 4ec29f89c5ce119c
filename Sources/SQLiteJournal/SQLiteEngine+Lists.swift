package import Journal

extension SQLiteEngine {
    private static let exceptionJoins =
        "CROSS JOIN action ON action.seq = exception.seq CROSS JOIN delivery ON delivery.id = action.delivery"

    /// The exceptions of a destination in one state, in the order of the log.
    package func exceptions(
        of destination: String, _ state: ExceptionState, _ filter: JournalFilter, behind place: Int64, atMost rows: Int
    ) throws(JournalError) -> JournalPage<ExceptionLine> {
        let keys = filter.orderKeys(sources: try sources())
        var page = JournalPage<ExceptionLine>(rows: [], next: nil)
        var looked: Int64 = 0
        try database.each(
            "SELECT \(ExceptionLine.columns) FROM exception INDEXED BY exception_state \(Self.exceptionJoins) "
                + "WHERE exception.destination = ? AND exception.state = ? AND exception.seq > ? "
                + "ORDER BY exception.seq LIMIT ?",
            .text(destination), .integer(state.number), .integer(place), .integer(Self.look)
        ) { row in
            let line = ExceptionLine(row)
            looked += 1
            if looked == Self.look { page.next = line.seq }
            guard
                filter.takes(
                    line, keys: keys, key: OrderKey(bytes: row.bytes(13)), type: row.text(14) ?? "",
                    arrival: row.integer(15))
            else { return true }
            page.rows.append(line)
            guard page.rows.count < rows else {
                page.next = line.seq
                return false
            }
            return true
        }
        return page
    }

    /// The exceptions that a row is, at all destinations.
    func exceptions(of seq: Int64) throws(JournalError) -> [ExceptionLine] {
        try database.rows(
            "SELECT \(ExceptionLine.columns) FROM exception INDEXED BY exception_seq \(Self.exceptionJoins) "
                + "WHERE exception.seq = ? ORDER BY exception.destination",
            .integer(seq), read: { ExceptionLine($0) })
    }

    /// The requests to a destination, the newest first.
    package func attempts(
        of destination: String, _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<AttemptLine> {
        let lines = try database.rows(
            "SELECT \(AttemptLine.columns) FROM attempt INDEXED BY attempt_destination "
                + "WHERE destination = ? AND id < ? ORDER BY id DESC LIMIT ?",
            .text(destination), .integer(place ?? .max), .integer(min(Int64(max(0, rows)), Self.look)),
            read: { AttemptLine($0) })
        let next = lines.count < rows || lines.last.map { $0.attempt.time < filter.since ?? .min } ?? true
        return JournalPage(
            rows: lines.filter { filter.takes(time: $0.attempt.time) }, next: next ? nil : lines.last?.number)
    }

    /// The last requests whose range has one of some rows: the newest thousand of each destination are looked at.
    func attempts(bringing rows: [LogRow]) throws(JournalError) -> [AttemptLine] {
        guard let first = rows.first?.seq, let last = rows.last?.seq else { return [] }
        let shards = Set(rows.map { Int64($0.orderKey.shard) })
        var found: [AttemptLine] = []
        for destination in try destinations() {
            try database.each(
                "SELECT \(AttemptLine.columns), shard FROM attempt INDEXED BY attempt_destination "
                    + "WHERE destination = ? ORDER BY id DESC LIMIT ?",
                .text(destination), .integer(Self.look)
            ) { row in
                let line = AttemptLine(row)
                let covers = line.attempt.first <= last && line.attempt.last >= first
                if covers, shards.contains(row.integer(11)) { found.append(line) }
                return found.count < 200
            }
        }
        return found
    }
}
