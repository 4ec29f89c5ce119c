package import Journal

extension PostgreSQLEngine {
    /// How many rows one look reads at most, so that no search stops the door.
    static let look = 1_000

    /// Deliveries, the newest first, by a bounded look.
    package func deliveries(
        _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<DeliveryLine> {
        let keys = filter.orderKeys(sources: try sources())
        let first = try filter.since.map { since throws(JournalError) in try firstDelivery(from: since) } ?? 0
        let lines = try database.rows(
            "SELECT \(DeliveryLine.columns) FROM delivery WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT ?",
            .integer(place ?? .max), .integer(first), .integer(Self.look)
        ) { DeliveryLine($0) }
        var page = JournalPage<DeliveryLine>(rows: [], next: lines.count < Self.look ? nil : lines.last?.number)
        var found: [Int64: [LookedRow]]?
        for line in lines {
            let isTaken = try filter.takes(line, keys: keys) { () throws(JournalError) in
                if found == nil { found = try looked(lines.map(\.number)) }
                return found?[line.number] ?? []
            }
            guard isTaken else { continue }
            guard page.rows.count < rows else {
                page.next = page.rows.last?.number
                break
            }
            page.rows.append(line)
        }
        return page
    }

    /// What filters ask of the rows of deliveries, by their numbers.
    private func looked(_ deliveries: [Int64]) throws(JournalError) -> [Int64: [LookedRow]] {
        let rows = try database.rows(
            "SELECT delivery, seq, key, kind FROM action WHERE delivery = ANY (?)", .integers(deliveries)
        ) { (delivery: $0.integer(0), seq: $0.integer(1), key: OrderKey(bytes: $0.bytes(2)), kind: $0.text(3)) }
        let exceptions = Dictionary(grouping: try exceptions(of: rows.map(\.seq)), by: \.seq)
        return Dictionary(grouping: rows, by: \.delivery).mapValues { rows in
            rows.map { LookedRow(key: $0.key, kind: $0.kind, exceptions: exceptions[$0.seq] ?? []) }
        }
    }

    /// All that is known of a delivery, by its number; nil where there is none.
    package func delivery(_ number: Int64) throws(JournalError) -> DeliveryDetail? {
        guard let line = try lines([number]).first else { return nil }
        // A list of thousands of rows is shown by its first ones.
        let rows = try rows(of: number, atMost: Self.look)
        var detail = DeliveryDetail(line, rows, try cursors(), try exceptions(of: rows.map(\.seq)))
        try readOriginal(of: &detail)
        detail.attempts = try attempts(bringing: rows)
        return detail
    }

    /// The first rows that a delivery brought, with their contents.
    func rows(of delivery: Int64, atMost most: Int) throws(JournalError) -> [LogRow] {
        try database.rows(
            "SELECT \(LogRow.columns) FROM action \(Self.joins) WHERE action.delivery = ? ORDER BY action.seq LIMIT ?",
            .integer(delivery), .integer(most)
        ) { LogRow($0) }
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
        let lines = Dictionary(try lines(numbers).map { ($0.number, $0) }) { first, _ in first }
        let rows = try database.rows(
            "SELECT found.* FROM unnest(?) AS listed(id), LATERAL (SELECT delivery, seq, id, key, kind FROM action "
                + "WHERE delivery = listed.id ORDER BY delivery, seq LIMIT ?) AS found",
            .integers(numbers), .integer(Self.look)
        ) {
            (
                delivery: $0.integer(0),
                row: LogRow(
                    seq: $0.integer(1), id: $0.text(2) ?? "", orderKey: OrderKey(bytes: $0.bytes(3)), kind: $0.text(4),
                    platform: lines[$0.integer(0)]?.platform ?? "", content: nil)
            )
        }
        let exceptions = Dictionary(grouping: try exceptions(of: rows.map(\.row.seq)), by: \.seq)
        let listed = Dictionary(grouping: rows, by: \.delivery).mapValues { $0.map(\.row) }
        return numbers.compactMap { lines[$0] }.map { line in
            let rows = listed[line.number] ?? []
            let exceptions = rows.flatMap { exceptions[$0.seq] ?? [] }
            return ListedDelivery(DeliveryDetail(line, rows, cursors, exceptions), at: cursors.destinations)
        }
    }

    func lines(_ numbers: [Int64]) throws(JournalError) -> [DeliveryLine] {
        try database.rows(
            "SELECT \(DeliveryLine.columns) FROM delivery WHERE id = ANY (?)", .integers(numbers)
        ) { DeliveryLine($0) }
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
