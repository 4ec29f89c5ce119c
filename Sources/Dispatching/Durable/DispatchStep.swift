package import Journal

/// A lane of a destination: a shard, and what is sent there.
package struct LaneName: Sendable, Hashable {
    /// The shard, from 0.
    package let shard: Int
    /// What is sent.
    package let stream: Stream

    /// What a lane sends.
    package enum Stream: Sendable, Hashable {
        /// The log behind the cursor.
        case fresh
        /// Open rows.
        case retries
        /// A part of the log once more, by the replay's number.
        case replay(Int64)
    }
}

/// What a destination's dispatch asks for next.
package enum DispatchStep: Sendable {
    /// The cursors: `loaded` takes them.
    case load
    /// Rows of the log behind a place: `read` takes them.
    case read(LaneName, CursorName, behind: Int64, upTo: Int64?, rows: Int, bytes: Int, filter: String?)
    /// Open rows that are due: `readRetries` takes them, and when the next is due.
    case readRetries(LaneName, shard: Int, dueBy: Int64, rows: Int, bytes: Int)
    /// A request: `answered` takes what came of it.
    case send(LaneName, [DispatchRow])
    /// A settlement: `settled` takes whether it was written.
    case settle(LaneName, Settlement)
    /// A request for people to see, which nobody waits for.
    case note(Settlement)
    /// The end of a replay: `ended` takes that it was written.
    case end(LaneName, CursorName, epoch: Int64)
}

/// What came of a request.
package struct DispatchAnswer: Sendable {
    /// What it means.
    package var verdict: Verdict
    /// The status; 0 where there was no answer.
    package var status: Int
    /// The answer in words: `answered 503`.
    package var words: String
    /// Whether no answer came in time.
    package var isTimeout: Bool
    /// After how long the destination may be asked again, where it says so.
    package var retryAfter: Duration?
    /// How long it took.
    package var duration: Duration

    /// Creates an answer.
    package init(
        verdict: Verdict, status: Int, words: String, isTimeout: Bool = false, retryAfter: Duration? = nil,
        duration: Duration = .zero
    ) {
        self.verdict = verdict
        self.status = status
        self.words = words
        self.isTimeout = isTimeout
        self.retryAfter = retryAfter
        self.duration = duration
    }
}
