/// A row of a query, as an engine's database shows it.
package protocol QueryRow {
    /// A number; 0 where there is none.
    func integer(_ column: Int32) -> Int64
    /// Bytes; empty where there are none.
    func bytes(_ column: Int32) -> [UInt8]
    /// Whether there is nothing.
    func isNull(_ column: Int32) -> Bool
}

extension QueryRow {
    /// A number; nil where there is none.
    package func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// Bytes as text; nil where there are none.
    package func text(_ column: Int32) -> String? {
        isNull(column) ? nil : String(decoding: bytes(column), as: UTF8.self)
    }
}

extension LogRow {
    /// What it is read from, in SQL: ten columns.
    package static let columns =
        "action.seq, action.id, action.key, action.kind, delivery.platform, content.event, "
        + ["delivery.type", "delivery.media", "delivery.source", "original.body"]
        .map { "CASE WHEN action.kind IS NULL THEN \($0) END" }.joined(separator: ", ")

    /// Where the rest of a row stands, in SQLite's SQL: CROSS keeps the order in which the tables are read.
    package static let joins =
        "CROSS JOIN delivery ON delivery.id = action.delivery LEFT JOIN content ON content.seq = action.seq "
        + "LEFT JOIN original ON original.delivery = action.delivery AND action.kind IS NULL"

    /// Reads the columns.
    package init(_ row: some QueryRow) {
        let kind = row.text(3)
        let content: Content? =
            if kind != nil {
                row.isNull(5) ? nil : .action(row.bytes(5))
            } else {
                row.isNull(9)
                    ? nil
                    : .delivery(
                        type: row.text(6) ?? "", mediaType: row.text(7) ?? "", source: row.text(8) ?? "",
                        body: row.bytes(9))
            }
        self.init(
            seq: row.integer(0), id: row.text(1) ?? "", orderKey: OrderKey(bytes: row.bytes(2)), kind: kind,
            platform: row.text(4) ?? "", content: content)
    }
}

extension DeliveryLine {
    /// What it is read from, in SQL.
    package static let columns =
        "id, target, platform, source, type, arrival, copies, last, reason, secret, media, state"

    /// Reads the columns.
    package init(_ row: some QueryRow) {
        self.init(
            number: row.integer(0), target: row.text(1) ?? "", platform: row.text(2) ?? "", source: row.text(3) ?? "",
            type: row.text(4) ?? "", arrival: row.integer(5), copies: row.integer(6), last: row.integer(7),
            refusal: row.integer(11) == 1 ? row.text(8) ?? "" : nil, secretIndex: row.optionalInteger(9),
            mediaType: row.text(10) ?? "")
    }
}

extension ExceptionLine {
    /// What it is read from, in SQL, and the order key, type and arrival that filters ask for: sixteen columns.
    package static let columns =
        "exception.destination, exception.seq, action.id, action.delivery, action.kind, delivery.platform, "
        + "exception.state, exception.head, exception.due, exception.counted, exception.status, exception.reason, "
        + "exception.at, action.key, delivery.type, delivery.arrival"

    /// Reads the columns.
    package init(_ row: some QueryRow) {
        self.init(
            destination: row.text(0) ?? "", seq: row.integer(1), id: row.text(2) ?? "", delivery: row.integer(3),
            kind: row.text(4), platform: row.text(5) ?? "",
            state: ExceptionState.allCases.first { $0.number == row.integer(6) } ?? .open,
            isHead: row.integer(7) == 1, due: row.integer(8), counted: row.integer(9), status: row.integer(10),
            reason: row.text(11) ?? "", time: row.integer(12))
    }
}

extension AttemptLine {
    /// What it is read from, in SQL.
    package static let columns = "id, destination, at, until, count, rows, duration, status, reason, first, last"

    /// Reads the columns.
    package init(_ row: some QueryRow) {
        self.init(
            number: row.integer(0), destination: row.text(1) ?? "",
            attempt: Attempt(
                time: row.integer(3), duration: row.integer(6), rows: Int(row.integer(5)), status: Int(row.integer(7)),
                reason: row.text(8) ?? "", first: row.integer(9), last: row.integer(10)), count: row.integer(4),
            since: row.integer(2))
    }
}
