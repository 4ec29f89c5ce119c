/// How one stream of a destination, fresh rows or retries, waits after failures.
///
/// Two failures, none passing between, make it wait: 1 s, doubling to 5 min, give or take a fifth; 5 min at once where the answer
/// says that the configuration is wrong, and longer where the answer asks for it.
struct StreamWaits: Sendable {
    /// How many requests are under way.
    var underWay = 0
    /// The uptime before which nothing is sent; nil where the stream does not wait.
    private(set) var until: Duration?
    private var failures = 0
    private var waits = 0
    /// The number of the last request that had begun when the wait began.
    private var began = 0

    /// How long what is misconfigured waits.
    static let misconfigured = Duration.seconds(300)

    /// Whether it waits, or tries one request after a wait.
    var isWaiting: Bool { until != nil }

    /// Whether a request may begin at a time: where it waits, one at a time, when the wait is over.
    func mayBegin(at uptime: Duration) -> Bool {
        guard let until else { return true }
        return until <= uptime && underWay == 0
    }

    /// Notes that something passed.
    mutating func passed() {
        (failures, waits, until) = (0, 0, nil)
    }

    /// Notes a request that failed.
    ///
    /// - Parameters:
    ///   - request: Its number, in the order in which requests begin.
    ///   - last: The number of the last request that has begun.
    ///   - cause: Why it failed.
    ///   - retryAfter: How long the destination asks for patience.
    ///   - jitter: A random number from -0.2 to 0.2.
    ///   - uptime: What the clock says.
    ///   - rules: The rules that are on.
    mutating func failed(
        _ request: Int, last: Int, _ cause: Verdict.Cause, retryAfter: Duration?, jitter: Double, at uptime: Duration,
        _ rules: DispatchRules
    ) {
        guard request > began || !rules.has(.underWay), rules.has(.wait) else { return }
        failures += 1
        guard failures > 1 else { return }
        let step =
            cause == .configuration
            ? Self.misconfigured : min(Self.misconfigured, .seconds(1 << min(waits, 9))) * (1 + jitter)
        wait(max(step, retryAfter ?? .zero), last: last, at: uptime)
    }

    /// Makes it wait as misconfigured.
    mutating func refused(_ request: Int, last: Int, at uptime: Duration) {
        if request > began { wait(Self.misconfigured, last: last, at: uptime) }
    }

    private mutating func wait(_ time: Duration, last: Int, at uptime: Duration) {
        (until, began) = (uptime + time, last)
        waits += 1
    }
}
