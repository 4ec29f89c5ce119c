package import Journal

extension PostgreSQLEngine {
    private static let exceptionJoins =
        "JOIN action ON action.shard = exception.shard AND action.seq = exception.seq "
        + "JOIN delivery ON delivery.id = action.delivery"

    /// The exceptions of a destination in one state, in the order of the log.
    package func exceptions(
        of destination: String, _ state: ExceptionState, _ filter: JournalFilter, behind place: Int64, atMost rows: Int
    ) throws(JournalError) -> JournalPage<ExceptionLine> {
        let keys = filter.orderKeys(sources: try sources())
        let lines = try database.rows(
            "SELECT \(ExceptionLine.columns) FROM exception \(Self.exceptionJoins) "
                + "WHERE exception.destination = ? AND exception.state = ? AND exception.seq > ? "
                + "ORDER BY exception.seq LIMIT ?",
            .text(destination), .integer(state.number), .integer(place), .integer(Self.look)
        ) { row in
            let line = ExceptionLine(row)
            let isTaken = filter.takes(
                line, keys: keys, key: OrderKey(bytes: row.bytes(13)), type: row.text(14) ?? "",
                arrival: row.integer(15))
            return (line: line, isTaken: isTaken)
        }
        let taken = lines.filter(\.isTaken).map(\.line)
        let next = lines.count == Self.look ? lines.last?.line.seq : nil
        return JournalPage(
            rows: Array(taken.prefix(rows)), next: taken.count >= rows ? taken.prefix(rows).last?.seq : next)
    }

    /// The exceptions that rows are, at all destinations.
    func exceptions(of seqs: [Int64]) throws(JournalError) -> [ExceptionLine] {
        try database.rows(
            "SELECT \(ExceptionLine.columns) FROM exception \(Self.exceptionJoins) WHERE exception.seq = ANY (?) "
                + "ORDER BY exception.seq, exception.destination",
            .integers(seqs)
        ) { ExceptionLine($0) }
    }

    /// The requests to a destination, the newest first.
    package func attempts(
        of destination: String, _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<AttemptLine> {
        let lines = try database.rows(
            "SELECT \(AttemptLine.columns) FROM attempt WHERE destination = ? AND id < ? ORDER BY id DESC LIMIT ?",
            .text(destination), .integer(place ?? .max), .integer(min(max(0, rows), Self.look))
        ) { AttemptLine($0) }
        let isLast = lines.count < rows || lines.last.map { $0.attempt.time < filter.since ?? .min } ?? true
        return JournalPage(
            rows: lines.filter { filter.takes(time: $0.attempt.time) }, next: isLast ? nil : lines.last?.number)
    }

    /// The last requests whose range has one of some rows: the newest thousand of each destination are looked at.
    func attempts(bringing rows: [LogRow]) throws(JournalError) -> [AttemptLine] {
        guard let first = rows.first?.seq, let last = rows.last?.seq else { return [] }
        let shards = Set(rows.map { Int64($0.orderKey.shard) })
        return try database.rows(
            "SELECT \(AttemptLine.columns) FROM (SELECT DISTINCT destination AS name FROM cursor) AS d, LATERAL (SELECT * "
                + "FROM attempt WHERE destination = d.name ORDER BY id DESC LIMIT ?) AS a "
                + "WHERE first <= ? AND last >= ? AND shard = ANY (?) ORDER BY destination, id DESC LIMIT 200",
            .integer(Self.look), .integer(last), .integer(first), .integers(shards.sorted())
        ) { AttemptLine($0) }
    }
}
