/// How long things took, in buckets.
package struct DurationHistogram: Sendable, Equatable {
    /// The upper bounds of the buckets but for the last, which has none, in seconds.
    package static let bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5]

    /// How many took no longer than each bound, and longer than the one before.
    package private(set) var buckets = [Int](repeating: 0, count: bounds.count + 1)
    /// How long all took together, in seconds.
    package private(set) var seconds = 0.0

    /// Creates one of nothing.
    package init() {}

    /// Counts one more.
    package mutating func note(_ duration: Duration) {
        let seconds = duration / .seconds(1)
        buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        self.seconds += seconds
    }
}
