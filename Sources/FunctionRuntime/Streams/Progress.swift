import Synchronization

/// The line that tells a person at a terminal how far long work is.
package final class Progress: Sendable {
    private let start = ContinuousClock.now
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)
    private let isShown = File.standardError.isTerminal

    private static let patience = Duration.seconds(1)
    private static let interval = Duration.milliseconds(200)

    /// Creates the line of work that begins now.
    package init() {}

    /// Whether a line was shown.
    package var hasShown: Bool { lastShown.withLock { $0 != nil } }

    /// The line, or nil where nothing is to be shown, or not yet again.
    package func line(_ counts: EventPipeline.Counts) -> String? {
        line(counts.events) { "\(counts.events) events, \($0) a second, \(counts.failures) failed" }
    }

    /// The line of so many things that were done, told how many there are a second.
    package func line(_ count: Int, _ words: (_ rate: Int) -> String) -> String? {
        guard isShown else { return nil }
        let now = ContinuousClock.now
        let elapsed = start.duration(to: now)
        guard elapsed > Self.patience else { return nil }
        let isDue = lastShown.withLock { last in
            if let last, last.duration(to: now) < Self.interval { return false }
            last = now
            return true
        }
        guard isDue else { return nil }
        return words(Int((Double(count) / (elapsed / .seconds(1))).rounded()))
    }
}
