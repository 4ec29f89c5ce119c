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
            .integer(place ?? .max), .integer(try filter.since.map(first(from:)) ?? 0), .integer(Self.look),
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

    private func first(from time: Int64) throws(JournalError) -> Int64 { try firstDelivery(from: time) }

    private func looked(_ line: DeliveryLine) throws(JournalError) -> [LookedRow] {
        try database.rows(
            "SELECT seq, key, kind FROM action INDEXED BY action_delivery WHERE delivery = ?", .integer(line.number)
        ) { (seq: $0.integer(0), key: OrderKey(bytes: $0.bytes(1)), kind: $0.text(2)) }
        .map { row throws(JournalError) in
            LookedRow(key: row.key, kind: row.kind, exceptions: try self.exceptions(of: row.seq))
        }
    }

    /// All that is known of a delivery, by its number; nil where there is none.
    package func delivery(_ number: Int64) throws(JournalError) -> DeliveryDetail? {
        let line = try database.first(
            "SELECT \(DeliveryLine.columns) FROM delivery WHERE id = ?", .integer(number), read: { DeliveryLine($0) })
        guard let line else { return nil }
        let original = try database.first(
            "SELECT request, body FROM original WHERE delivery = ?", .integer(number)
        ) { (request: $0.bytes(0), body: $0.bytes(1)) }
        // A list of thousands of rows is shown by its first ones.
        let rows = try database.rows(
            "SELECT \(LogRow.columns) FROM action INDEXED BY action_delivery \(LogRow.joins) "
                + "WHERE action.delivery = ? ORDER BY action.seq LIMIT ?",
            .integer(number), .integer(Self.look), read: { LogRow($0) })
        var pending: [String: [Int64]] = [:]
        for cursor in try cursors() where !cursor.name.isReplay {
            let seqs = rows.filter { $0.orderKey.shard == cursor.name.shard && $0.seq > cursor.seq }.map(\.seq)
            if !seqs.isEmpty { pending[cursor.name.destination, default: []] += seqs }
        }
        var exceptions: [ExceptionLine] = []
        for row in rows { exceptions += try self.exceptions(of: row.seq) }
        return DeliveryDetail(
            line: line, request: original?.request, body: original?.body, rows: rows,
            pending: pending.mapValues { $0.sorted() }, exceptions: exceptions,
            attempts: try attempts(bringing: rows))
    }

    /// The number of the delivery that brought an action, or that has this id itself; nil where there is none.
    package func delivery(of id: String) throws(JournalError) -> Int64? {
        try database.first("SELECT delivery FROM action WHERE id = ?", .bytes(id)) { $0.integer(0) }
    }

    /// The origins of platforms that deliveries came from.
    package func sources() throws(JournalError) -> [String] {
        try database.rows("SELECT source FROM origin ORDER BY source") { $0.text(0) ?? "" }
    }
}
