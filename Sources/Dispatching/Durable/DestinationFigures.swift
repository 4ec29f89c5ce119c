/// What one destination was sent since the start, in numbers.
package struct DestinationFigures: Sendable {
    /// The destination's name.
    package let name: String
    /// How many requests came to what: `passed`, `conflict`, `refused`, `configuration`, `later`, `failed`.
    package private(set) var requests: [String: Int] = [:]
    /// How many rows have passed.
    package private(set) var rows = 0
    /// How many requests took no longer than each of `bounds`.
    package private(set) var durations = [Int](repeating: 0, count: bounds.count)
    /// How long all requests took together, in seconds.
    package private(set) var seconds = 0.0
    /// How many requests are under way.
    package internal(set) var underWay = 0
    /// Why fresh rows wait, in words; nil where they do not.
    package internal(set) var trouble: String?
    /// Whether retries wait.
    package internal(set) var retriesWait = false
    /// Whether a person has paused it.
    package internal(set) var isPaused = false

    /// The bounds of the durations, in seconds.
    package static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    init(name: String) { self.name = name }

    /// How many requests were made.
    package var count: Int { requests.values.reduce(0, +) }

    mutating func note(_ answer: DispatchAnswer, rows: Int) {
        requests[answer.verdict.name, default: 0] += 1
        if answer.verdict == .passed { self.rows += rows }
        let seconds = answer.duration / .seconds(1)
        self.seconds += seconds
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound { durations[index] += 1 }
    }
}

extension Verdict {
    /// The verdict as a metric's label has it.
    fileprivate var name: String {
        switch self {
        case .passed: "passed"
        case .conflict: "conflict"
        case .refused, .divided: "refused"
        case .failed(.configuration): "configuration"
        case .failed(.later): "later"
        case .failed(.unknown): "failed"
        }
    }
}
