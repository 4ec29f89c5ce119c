/// How many requests a destination takes at once, and how many a second.
struct RequestGate: Sendable {
    /// A request that is under way.
    struct Pass: Sendable {
        /// Its number, in the order in which requests begin.
        let number: Int
        /// The most that were under way while it was.
        fileprivate let company: Int
    }

    private let concurrency: Int
    private let interval: Duration
    /// How many requests may be under way at once, since there were too many; nil where there never were.
    private var narrowed: (lanes: Int, since: Duration)?
    private var passes: [Int: Pass] = [:]
    private var next = Duration.zero
    /// The number of the last request that began.
    private(set) var last = 0

    /// How long it takes until one more is let through.
    static let widening = Duration.seconds(60)

    /// Creates a gate.
    ///
    /// - Parameters:
    ///   - concurrency: The most requests at once.
    ///   - rate: The most requests a second; nil for any.
    init(concurrency: Int, rate: Int?) {
        self.concurrency = max(1, concurrency)
        interval = rate.map { .seconds(1) / max(1, $0) } ?? .zero
    }

    /// How many are under way.
    var underWay: Int { passes.count }

    /// How many may be.
    func most(at uptime: Duration) -> Int {
        guard let narrowed else { return concurrency }
        let more = (uptime - narrowed.since) / Self.widening
        return more >= Double(concurrency) ? concurrency : min(concurrency, narrowed.lanes + Int(max(0, more)))
    }

    /// When the next request may begin: nil for when one ends.
    func opening(at uptime: Duration) -> Duration? {
        guard underWay < most(at: uptime) else { return nil }
        return max(uptime, next)
    }

    /// Begins a request.
    mutating func begin(at uptime: Duration) -> Pass {
        last += 1
        next = max(uptime, next) + interval
        let company = passes.count + 1
        passes = passes.mapValues { Pass(number: $0.number, company: max($0.company, company)) }
        let pass = Pass(number: last, company: company)
        passes[last] = pass
        return pass
    }

    /// Ends a request.
    ///
    /// - Returns: How many were under way beside it, at most.
    mutating func end(_ pass: Pass) -> Int {
        (passes.removeValue(forKey: pass.number) ?? pass).company - 1
    }

    /// Notes that there were too many at once: one fewer than there were.
    mutating func narrow(beside others: Int, at uptime: Duration) {
        narrowed = (max(1, min(most(at: uptime), others + 1) - 1), uptime)
    }
}
