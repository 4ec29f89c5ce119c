/// When an open row is tried again, and when it is given up.
///
/// A failed retry counts only where something else passed at the destination since the try before it: so an outage kills nothing.
struct RetrySteps: Sendable {
    /// How many requests have passed at the destination.
    private var passes = 0
    /// How many had at the last try of a row; a row that is not known has no proof yet.
    private var seen: [Int64: Int] = [:]

    /// The steps, in milliseconds: 10 s, 1 min, 10 min, 1 h, 6 h, 24 h.
    static let steps: [Int64] = [10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000]
    /// How many rows are known: a row that is forgotten takes a step once more.
    private static let mostKnown = 1 << 16

    /// Notes that a request passed.
    mutating func passed() { passes &+= 1 }

    /// Notes a try that failed.
    ///
    /// - Returns: How many of its tries count now.
    mutating func failed(_ seq: Int64, counted: Int, _ cause: Verdict.Cause, _ rules: DispatchRules) -> Int {
        let isProven = seen[seq].map { passes > $0 } ?? false
        note(seq)
        guard isProven || !rules.has(.countProof), cause != .later || !rules.has(.laterFree) else { return counted }
        return counted + 1
    }

    /// Notes the first try of a row.
    mutating func note(_ seq: Int64) {
        if seen.count >= Self.mostKnown { seen.removeAll() }
        seen[seq] = passes
    }

    /// Forgets a row that is tried no more.
    mutating func forget(_ seq: Int64) { seen[seq] = nil }

    /// When a row is due, so many of whose tries count; nil where it is given up.
    static func due(counted: Int, retryAfter: Duration?, at wall: Int64) -> Int64? {
        guard counted < steps.count else { return nil }
        return wall + max(steps[max(0, counted)], retryAfter.map { $0.components.seconds * 1_000 } ?? 0)
    }
}
