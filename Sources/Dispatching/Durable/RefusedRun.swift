import Journal

/// Refusals running, none passing between: so many, of two learners at least, are no row's fault.
struct RefusedRun: Sendable {
    private var rows: [Int64] = []
    private var learner: OrderKey?
    private var isOfTwo = false

    /// How many it takes.
    static let most = 20

    /// Whether the destination counts as misconfigured.
    var isLong: Bool { rows.count >= Self.most && isOfTwo }

    /// Notes a row that was refused; one that comes again counts once.
    mutating func append(_ seq: Int64, of key: OrderKey) {
        if let learner, learner != key { isOfTwo = true }
        learner = key
        if rows.count < Self.most, !rows.contains(seq) { rows.append(seq) }
    }

    /// Notes that something passed.
    mutating func end() { self = RefusedRun() }
}
