package import Journal

/// What one destination was sent since the start, in numbers.
package struct DestinationFigures: Sendable {
    /// The destination's name.
    package let name: String
    /// How many requests came to what: `passed`, `conflict`, `refused`, `configuration`, `later`, `failed`.
    package private(set) var requests: [String: Int] = [:]
    /// How many rows have passed.
    package private(set) var rows = 0
    /// How long requests took.
    package private(set) var durations = DurationHistogram()
    /// How many requests are under way.
    package internal(set) var underWay = 0
    /// Why fresh rows wait, in words; nil where they do not.
    package internal(set) var trouble: String?

    init(name: String) { self.name = name }

    mutating func note(_ answer: DispatchAnswer, rows: Int) {
        requests[answer.verdict.name, default: 0] += 1
        if answer.verdict == .passed { self.rows += rows }
        durations.note(answer.duration)
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
