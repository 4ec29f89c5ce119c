package import Journal

extension SQLiteEngine {
    /// How many rows one look reads at most, so that no search stops the door.
    static let look: Int64 = 1_000

    /// The columns of a `DeliveryLine`.
    private static let line =
        "id, target, platform, source, type, arrival, copies, last, reason, secret, media, state"

    private static func readLine(_ row: Statement) -> DeliveryLine {
        DeliveryLine(
            number: row.integer(0), target: row.text(1) ?? "", platform: row.text(2) ?? "", source: row.text(3) ?? "",
            type: row.text(4) ?? "", arrival: row.integer(5), copies: row.integer(6), last: row.integer(7),
            refusal: row.integer(11) == 1 ? row.text(8) ?? "" : nil, secretIndex: row.optionalInteger(9),
            mediaType: row.text(10) ?? "")
    }

    /// Deliveries, the newest first, by a bounded look.
    package func deliveries(
        _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<DeliveryLine> {
        let keys = filter.orderKeys(sources: try sources())
        let lines = try database.rows(
            "SELECT \(Self.line) FROM delivery WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT ?",
            .integer(place ?? .max), .integer(try filter.since.map(first(from:)) ?? 0), .integer(Self.look),
            read: Self.readLine)
        var page = JournalPage<DeliveryLine>(rows: [], next: lines.count < Self.look ? nil : lines.last?.number)
        for line in lines where try takes(line, filter, keys) {
            guard page.rows.count < rows else {
                page.next = page.rows.last?.number
                break
            }
            page.rows.append(line)
        }
        return page
    }

    private func first(from time: Int64) throws(JournalError) -> Int64 { try firstDelivery(from: time) }

    private func takes(
        _ line: DeliveryLine, _ filter: JournalFilter, _ keys: Set<OrderKey>
    ) throws(JournalError) -> Bool {
        let isOfState =
            filter.states.isEmpty || filter.states.contains(line.refusal == nil ? .accepted : .refused)
        let exceptions = Set(filter.states.compactMap(\.ofException))
        guard filter.takes(time: line.arrival), isOfState || !exceptions.isEmpty,
            filter.platforms.isEmpty || filter.platforms.contains(line.platform),
            filter.types.isEmpty || filter.types.contains(line.type)
        else { return false }
        guard !filter.kinds.isEmpty || !filter.learners.isEmpty || !isOfState || !filter.destinations.isEmpty
        else { return true }
        let rows = try database.rows(
            "SELECT seq, key, kind FROM action INDEXED BY action_delivery WHERE delivery = ?", .integer(line.number)
        ) { (seq: $0.integer(0), key: OrderKey(bytes: $0.bytes(1)), kind: $0.text(2)) }
        let taken = rows.filter {
            (filter.kinds.isEmpty || $0.kind.map(filter.takes(kind:)) ?? false)
                && (filter.learners.isEmpty || keys.contains($0.key))
        }
        guard !taken.isEmpty, !isOfState || !filter.destinations.isEmpty else { return !taken.isEmpty }
        for row in taken {
            let found = try self.exceptions(of: row.seq).contains {
                (exceptions.isEmpty || exceptions.contains($0.state))
                    && (filter.destinations.isEmpty || filter.destinations.contains($0.destination))
            }
            if found { return true }
        }
        return false
    }

    /// All that is known of a delivery, by its number; nil where there is none.
    package func delivery(_ number: Int64) throws(JournalError) -> DeliveryDetail? {
        guard let line = try line(number) else { return nil }
        let original = try database.first(
            "SELECT request, body FROM original WHERE delivery = ?", .integer(number)
        ) { (request: $0.bytes(0), body: $0.bytes(1)) }
        // A list of thousands of rows is shown by its first ones.
        let rows = try database.rows(
            "SELECT \(Self.logRow) FROM action INDEXED BY action_delivery \(Self.joins) "
                + "WHERE action.delivery = ? ORDER BY action.seq LIMIT ?",
            .integer(number), .integer(Self.look), read: Self.readLogRow)
        var detail = try detail(line, rows, cursors())
        (detail.request, detail.body) = (original?.request, original?.body)
        detail.attempts = try attempts(bringing: rows)
        return detail
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

    private func line(_ number: Int64) throws(JournalError) -> DeliveryLine? {
        try database.first("SELECT \(Self.line) FROM delivery WHERE id = ?", .integer(number), read: Self.readLine)
    }

    /// How rows of a delivery stand, without what it was.
    private func detail(
        _ line: DeliveryLine, _ rows: [LogRow], _ cursors: [Cursor]
    ) throws(JournalError) -> DeliveryDetail {
        var pending: [String: [Int64]] = [:]
        for cursor in cursors where !cursor.name.isReplay {
            let seqs = rows.filter { $0.orderKey.shard == cursor.name.shard && $0.seq > cursor.seq }.map(\.seq)
            if !seqs.isEmpty { pending[cursor.name.destination, default: []] += seqs }
        }
        var exceptions: [ExceptionLine] = []
        for row in rows { exceptions += try self.exceptions(of: row.seq) }
        return DeliveryDetail(
            line: line, request: nil, body: nil, rows: rows, pending: pending.mapValues { $0.sorted() },
            exceptions: exceptions, attempts: [])
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
