/// When a message that was not acknowledged is sent again, as Svix does it, which is the sender of Instruqt.
///
/// No other platform of the catalog documents when it does.
/// Source: https://docs.svix.com/retries; the jitter, and what a server may ask for, are those of svix-server's worker.rs.
package struct RetrySchedule: Sendable {
    /// Seconds after each failure.
    package static let delays: [Double] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]
    /// The fewest seconds after a time-out, or where there are too many requests.
    private static let fewestAfterOverload = 60.0

    /// How many times faster than the platform's the clock of the schedule goes.
    private let scale: Double

    /// Creates the schedule.
    ///
    /// - Parameter scale: How many times faster than the platform's its clock goes: with 1,000, an hour takes 3.6 seconds.
    package init(scale: Double) {
        self.scale = scale
    }

    /// Returns after how many seconds a message is sent again, or nil if it is not.
    ///
    /// - Parameters:
    ///   - attempts: How many times it was sent.
    ///   - answer: The outcome of the last one.
    ///   - jitter: A number from -1 to 1, left to chance.
    /// - Returns: Seconds, by the sender's clock.
    func delay(after attempts: Int, _ answer: SimulatedAnswer, jitter: Double) -> Double? {
        guard attempts >= 1, attempts <= Self.delays.count, !answer.endsMessage else { return nil }
        let planned = Self.delays[attempts - 1] * (1 + 0.2 * jitter)
        let least = answer.status == nil || answer.status == 429 ? Self.fewestAfterOverload : 0
        let asked = min(Double(answer.retryAfter ?? 0), 2 * planned)
        return max(planned, asked, least) / scale
    }
}
