package import Journal

extension SQLiteEngine {
    /// How many rows one look reads at most, so that no search stops the door.
    static let look: Int64 = 1_000

    /// Deliveries, the newest first, by a bounded look.
    package func deliveries(
        _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<DeliveryLine> {
        let keys = filter.orderKeys(sources: try sources())
        let lines = try database.rows(
            "SELECT \(DeliveryLine.columns) FROM delivery WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT ?",
            .integer(place ?? .max),
            .integer(try filter.since.map { since throws(JournalError) in try firstDelivery(from: since) } ?? 0),
            .integer(Self.look),
            read: { DeliveryLine($0) })
        var page = JournalPage<DeliveryLine>(rows: [], next: lines.count < Self.look ? nil : lines.last?.number)
        for line in lines
        where try filter.takes(line, keys: keys, rows: { () throws(JournalError) in try looked(line) }) {
            guard page.rows.count < rows else {
                page.next = page.rows.last?.number
                break
            }
            page.rows.append(line)
        }
        return page
    }

    private func looked(_ line: DeliveryLine) throws(JournalError) -> [LookedRow] {
        try database.rows(
            "SELECT seq, key, kind FROM action INDEXED BY action_delivery WHERE delivery = ?", .integer(line.number)
        ) { (seq: $0.integer(0), key: OrderKey(bytes: $0.bytes(1)), kind: $0.text(2)) }
        .map { row throws(JournalError) in
            LookedRow(key: row.key, kind: row.kind, exceptions: try self.exceptions(of: row.seq))
        }
    }

    /// All that is known of a delivery, by its number, or nil if there is none.
    package func delivery(_ number: Int64) throws(JournalError) -> DeliveryDetail? {
        guard let line = try line(number) else { return nil }
        // A list of thousands of rows is shown by its first ones.
        let rows = try rows(of: line, atMost: Self.look)
        var detail = try detail(line, rows, cursors())
        try readOriginal(of: &detail)
        detail.attempts = try attempts(bringing: rows)
        return detail
    }

    /// The first rows that a delivery brought, with their contents.
    func rows(of line: DeliveryLine, atMost most: Int64) throws(JournalError) -> [LogRow] {
        try database.rows(
            "SELECT \(LogRow.columns) FROM action INDEXED BY action_delivery \(LogRow.joins) "
                + "WHERE action.delivery = ? ORDER BY action.seq LIMIT ?",
            .integer(line.number), .integer(most), read: { LogRow($0) })
    }

    /// Reads what came: nothing where it is gone.
    func readOriginal(of detail: inout DeliveryDetail) throws(JournalError) {
        let original = try database.first(
            "SELECT request, body FROM original WHERE delivery = ?", .integer(detail.line.number)
        ) { (request: $0.bytes(0), body: $0.bytes(1)) }
        (detail.request, detail.body) = (original?.request, original?.body)
    }

    /// Some deliveries by their numbers: contents, requests and attempts are not read.
    package func listed(_ numbers: [Int64]) throws(JournalError) -> [ListedDelivery] {
        let cursors = try cursors()
        let destinations = cursors.destinations
        var listed: [ListedDelivery] = []
        for number in numbers {
            guard let line = try line(number) else { continue }
            let rows = try database.rows(
                "SELECT seq, id, key, kind FROM action INDEXED BY action_delivery WHERE delivery = ? "
                    + "ORDER BY seq LIMIT ?",
                .integer(number), .integer(Self.look)
            ) {
                LogRow(
                    seq: $0.integer(0), id: $0.text(1) ?? "", orderKey: OrderKey(bytes: $0.bytes(2)), kind: $0.text(3),
                    platform: line.platform, content: nil)
            }
            listed.append(ListedDelivery(try detail(line, rows, cursors), at: destinations))
        }
        return listed
    }

    func line(_ number: Int64) throws(JournalError) -> DeliveryLine? {
        try database.first(
            "SELECT \(DeliveryLine.columns) FROM delivery WHERE id = ?", .integer(number), read: { DeliveryLine($0) })
    }

    /// How rows of a delivery stand, without what it was.
    private func detail(
        _ line: DeliveryLine, _ rows: [LogRow], _ cursors: [Cursor]
    ) throws(JournalError) -> DeliveryDetail {
        var exceptions: [ExceptionLine] = []
        for row in rows { exceptions += try self.exceptions(of: row.seq) }
        return DeliveryDetail(line, rows, cursors, exceptions)
    }

    /// The number of the delivery that brought an action, or that has this id itself, or nil if there is none.
    package func delivery(of id: String) throws(JournalError) -> Int64? {
        try database.first("SELECT delivery FROM action WHERE id = ?", .bytes(id)) { $0.integer(0) }
    }

    /// The origins of platforms that deliveries came from.
    package func sources() throws(JournalError) -> [String] {
        try database.rows("SELECT source FROM origin ORDER BY source") { $0.text(0) ?? "" }
    }
}
