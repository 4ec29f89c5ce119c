package import Journal

extension SQLiteEngine {
    private static let exceptionLine =
        "exception.destination, exception.seq, action.id, action.delivery, action.kind, delivery.platform, "
        + "exception.state, exception.head, exception.due, exception.counted, exception.status, exception.reason, "
        + "exception.at, action.key, delivery.type, delivery.arrival"

    private static let exceptionJoins =
        "CROSS JOIN action ON action.seq = exception.seq CROSS JOIN delivery ON delivery.id = action.delivery"

    private static func readException(_ row: Statement) -> ExceptionLine {
        ExceptionLine(
            destination: row.text(0) ?? "", seq: row.integer(1), id: row.text(2) ?? "", delivery: row.integer(3),
            kind: row.text(4), platform: row.text(5) ?? "",
            state: ExceptionState.allCases.first { $0.number == row.integer(6) } ?? .open,
            isHead: row.integer(7) == 1, due: row.integer(8), counted: row.integer(9), status: row.integer(10),
            reason: row.text(11) ?? "", time: row.integer(12))
    }

    /// The exceptions of a destination in one state, in the order of the log.
    package func exceptions(
        of destination: String, _ state: ExceptionState, _ filter: JournalFilter, behind place: Int64, atMost rows: Int
    ) throws(JournalError) -> JournalPage<ExceptionLine> {
        let keys = filter.orderKeys(sources: try sources())
        var page = JournalPage<ExceptionLine>(rows: [], next: nil)
        var looked: Int64 = 0
        try database.each(
            "SELECT \(Self.exceptionLine) FROM exception INDEXED BY exception_state \(Self.exceptionJoins) "
                + "WHERE exception.destination = ? AND exception.state = ? AND exception.seq > ? "
                + "ORDER BY exception.seq LIMIT ?",
            .text(destination), .integer(state.number), .integer(place), .integer(Self.look)
        ) { row in
            let line = Self.readException(row)
            looked += 1
            if looked == Self.look { page.next = line.seq }
            guard filter.platforms.isEmpty || filter.platforms.contains(line.platform),
                filter.types.isEmpty || filter.types.contains(row.text(14) ?? ""),
                filter.kinds.isEmpty || line.kind.map(filter.takes(kind:)) ?? false,
                filter.learners.isEmpty || keys.contains(OrderKey(bytes: row.bytes(13))),
                filter.takes(time: row.integer(15))
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
            "SELECT \(Self.exceptionLine) FROM exception INDEXED BY exception_seq \(Self.exceptionJoins) "
                + "WHERE exception.seq = ? ORDER BY exception.destination",
            .integer(seq), read: Self.readException)
    }

    private static let attemptLine =
        "id, destination, at, until, count, rows, duration, status, reason, first, last"

    private static func readAttempt(_ row: Statement) -> AttemptLine {
        AttemptLine(
            number: row.integer(0), destination: row.text(1) ?? "",
            attempt: Attempt(
                time: row.integer(3), duration: row.integer(6), rows: Int(row.integer(5)), status: Int(row.integer(7)),
                reason: row.text(8) ?? "", first: row.integer(9), last: row.integer(10)), count: row.integer(4),
            since: row.integer(2))
    }

    /// The requests to a destination, the newest first.
    package func attempts(
        of destination: String, _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<AttemptLine> {
        let lines = try database.rows(
            "SELECT \(Self.attemptLine) FROM attempt INDEXED BY attempt_destination "
                + "WHERE destination = ? AND id < ? ORDER BY id DESC LIMIT ?",
            .text(destination), .integer(place ?? .max), .integer(min(Int64(max(0, rows)), Self.look)),
            read: Self.readAttempt)
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
                "SELECT \(Self.attemptLine), shard FROM attempt INDEXED BY attempt_destination "
                    + "WHERE destination = ? ORDER BY id DESC LIMIT ?",
                .text(destination), .integer(Self.look)
            ) { row in
                let line = Self.readAttempt(row)
                let covers = line.attempt.first <= last && line.attempt.last >= first
                if covers, shards.contains(row.integer(11)) { found.append(line) }
                return found.count < 200
            }
        }
        return found
    }
}
