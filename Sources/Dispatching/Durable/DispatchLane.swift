import Journal

/// A lane of a destination: one request at a time, of the rows of one shard.
struct DispatchLane: Sendable {
    /// A request that is under way.
    struct Request: Sendable {
        let rows: [DispatchRow]
        /// What becomes of the rows between them that need no request.
        let others: [SettledRow]
        let pass: RequestGate.Pass
        let epoch: Int64
        let wall: Int64
    }

    /// What the lane waits for.
    enum Work: Sendable {
        case reading(epoch: Int64)
        case sending(Request)
        case settling(Settlement, isUnderWay: Bool)
        case ending(epoch: Int64)
    }

    let name: LaneName
    private(set) var cursor: Cursor
    var size = BatchSize()
    var work: Work?
    /// A settlement that is under way, of rows that passed: the lane goes on meanwhile.
    var flushing: Settlement?
    /// Before that uptime the lane takes no turn: the journal did not do what was asked of it.
    var resumes = Duration.zero
    /// Whether its cursor is gone: so is the lane, when its work has ended.
    var isGone = false

    /// Rows that were read, and are not done.
    private(set) var window: ArraySlice<DispatchRow> = []
    /// Up to which place rows were read.
    private(set) var read: Int64
    /// Up to which place rows are done.
    private(set) var done: Int64
    /// Up to which place the journal has them as done.
    var written: Int64
    /// Whose rows were set aside or held back since the window was read.
    private var held: Set<OrderKey> = []
    /// What became of rows that are not settled yet.
    var unwritten: [SettledRow] = []
    /// The requests that passed and are not settled yet, folded into one.
    private(set) var success: Attempt?
    /// When the next open row is due, in milliseconds since 1970: long ago where that is to be looked up, nil where there is none.
    var due: Int64? = .min
    /// Whether that may have changed while it was looked up.
    var isDueStale = false

    init(_ name: LaneName, _ cursor: Cursor) {
        self.name = name
        self.cursor = cursor
        (read, done, written) = (cursor.seq, cursor.seq, cursor.seq)
    }

    var isFresh: Bool { name.stream == .fresh }
    var isOfRetries: Bool { name.stream == .retries }
    var isReplay: Bool { cursor.name.isReplay }
    var isUnwritten: Bool { done > written || !unwritten.isEmpty }
    /// Whether nothing is under way, and nothing is left to be settled.
    var isAtRest: Bool { work == nil && flushing == nil && !isUnwritten }
    var isReading: Bool { if case .reading = work { true } else { false } }
    var isSending: Bool { if case .sending = work { true } else { false } }

    /// Begins anew at what the journal says, and forgets all that was read.
    mutating func reset(to cursor: Cursor) {
        self.cursor = cursor
        drop()
        (read, done, written, due) = (cursor.seq, cursor.seq, cursor.seq, .min)
        (unwritten, success) = ([], nil)
        if case .settling(_, isUnderWay: false) = work { work = nil }
    }

    /// Forgets what was read, to read it again.
    mutating func drop() {
        (window, held, read) = ([], [], done)
    }

    /// Takes rows that were read up to a place.
    mutating func take(_ rows: [DispatchRow], upTo end: Int64) {
        held = []
        window = rows[...]
        read = max(read, rows.last?.seq ?? end)
        if rows.isEmpty { done = max(done, end) }
    }

    /// Takes open rows that are due.
    mutating func take(retries rows: [DispatchRow]) { window = rows[...] }

    /// Notes that all rows up to a place are done.
    mutating func finish(through seq: Int64) {
        done = max(done, seq)
        read = max(read, done)
        window = window.drop { $0.seq <= seq }
    }

    /// Notes whose row was set aside.
    mutating func hold(_ key: OrderKey) { held.insert(key) }

    /// Notes a request that passed, and is not settled yet.
    mutating func fold(_ attempt: Attempt) {
        guard var success else { return success = attempt }
        success.duration += attempt.duration
        success.rows += attempt.rows
        success.status = attempt.status
        success.last = attempt.last
        self.success = success
    }

    /// Returns what has passed and is not settled yet, and forgets it.
    mutating func takeSuccess() -> Attempt? {
        defer { success = nil }
        return success
    }

    // MARK: what goes next

    /// Settles what stands before the next row that is to be sent: returns what became of it, and moves on.
    mutating func passOver(_ rules: DispatchRules) -> [SettledRow] {
        var settled: [SettledRow] = []
        while let row = window.first, let outcome = outcomeOfNoRequest(row, rules) {
            settled += outcome
            finish(through: row.seq)
        }
        return settled
    }

    /// Takes the rows of the next request, of which there is one at least, and what becomes of those between them.
    mutating func request(of count: Int, _ rules: DispatchRules) -> (rows: [DispatchRow], others: [SettledRow]) {
        var (rows, others, between, bytes): ([DispatchRow], [SettledRow], [SettledRow], Int) = ([], [], [], 0)
        for row in window {
            if !isOfRetries, let outcome = outcomeOfNoRequest(row, rules) {
                between += outcome
                continue
            }
            guard rows.count < max(1, count), rows.isEmpty || bytes + row.body.count <= ShipmentLane.mostBytes else {
                break
            }
            bytes += row.body.count
            others += between
            between = []
            rows.append(row)
        }
        return (rows, others)
    }

    /// What becomes of a row that needs no request: nothing in particular, or one outcome; nil for a row that is to be sent.
    private mutating func outcomeOfNoRequest(_ row: DispatchRow, _ rules: DispatchRules) -> [SettledRow]? {
        let outcome: SettledRow.Outcome
        switch row.body {
        case .notTaken: return []
        case .gone:
            guard rules.has(.sayGone) else { return [] }
            outcome = .gone
        case _ where isReplay && row.hasException && rules.has(.replaySkips): return []
        case .unreadable(let reason):
            outcome = .dead(counted: 0, status: 0, reason: reason, isOfReplay: isReplay)
        case _ where !isReplay && (row.isHeld || held.contains(row.orderKey)) && rules.has(.hold):
            held.insert(row.orderKey)
            outcome = .heldBack
        case .element, .row, .unnamed: return nil
        }
        return [SettledRow(seq: row.seq, orderKey: row.orderKey, outcome: outcome)]
    }

    /// Open rows that need no request, and what becomes of them.
    func retriesOfNoRequest(_ rules: DispatchRules) -> [SettledRow] {
        window.compactMap { row in
            let outcome: SettledRow.Outcome
            switch row.body {
            case .notTaken where rules.has(.filterOpen): outcome = .passedOver
            case .notTaken, .element, .row, .unnamed: return nil
            case .gone: outcome = .gone
            case .unreadable(let reason):
                outcome = .dead(counted: row.counted, status: 0, reason: reason, isOfReplay: row.isOfReplay)
            }
            return SettledRow(seq: row.seq, orderKey: row.orderKey, outcome: outcome)
        }
    }
}
