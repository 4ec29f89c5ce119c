/// How many rows a request has, by what became of those before it.
///
/// One at first; after a request that passes twice as many; after one that does not, one again. This one rule finds the bad row
/// among fifty in 22 requests behind the one that failed, probes what is down, and begins gently when it is back.
package struct BatchSize: Sendable {
    /// The most that a request to a destination has: less where requests were too large for it.
    package struct Most: Sendable {
        private let configured: Int
        /// How many rows.
        package private(set) var rows: Int

        /// Creates the most as it is configured.
        package init(_ rows: Int) {
            configured = rows
            self.rows = rows
        }

        /// Notes a request that was too large, or took too long.
        mutating func exceeded(by rows: Int) {
            if rows > 1 { self.rows = max(1, min(self.rows, rows) / 2) }
        }

        /// Notes a request that passed: a full one lets it grow by one.
        mutating func passed(_ rows: Int) {
            if rows >= self.rows { self.rows = min(configured, self.rows + 1) }
        }
    }

    /// How many rows the next request has, where the destination takes as many.
    package private(set) var rows = 1

    /// Creates the size of a first request.
    package init() {}

    /// Notes what became of a request of some rows.
    package mutating func note(_ verdict: Verdict, rows: Int) {
        self.rows = verdict == .passed ? max(1, rows) * 2 : 1
    }
}
