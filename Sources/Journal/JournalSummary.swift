/// What is in the journal, in numbers.
package struct JournalSummary: Sendable, Equatable {
    /// Deliveries that were stored since it was made.
    package var deliveries: Int64 = 0
    /// Deliveries that came again.
    package var copies: Int64 = 0
    /// Refused deliveries that are kept.
    package var refused: Int64 = 0
    /// Actions that were stored since it was made.
    package var actions: Int64 = 0
    /// Actions whose id was already known, and that were skipped.
    package var known: Int64 = 0
    /// Rows whose content was gone before they were sent.
    package var gone: Int64 = 0
    /// How much room it takes.
    package var size = JournalSize(used: 0, most: 0)
    /// Each destination that has cursors, by its name.
    package var destinations: [DestinationSummary] = []

    /// Creates a summary of nothing.
    package init() {}
}

/// How a destination stands.
package struct DestinationSummary: Sendable, Equatable {
    /// Its name.
    package var name: String
    /// How many rows of the log it is behind, also those that it does not take.
    package var behind: Int64 = 0
    /// When the oldest row behind its cursors came, in milliseconds since 1970; nil where there is none.
    package var oldest: Int64?
    /// Why it is paused; nil where it is not.
    package var paused: String?
    /// Open rows that are tried again by themselves.
    package var retrying: Int64 = 0
    /// Open rows that wait behind one of their learner.
    package var held: Int64 = 0
    /// Dead rows.
    package var dead: Int64 = 0
    /// Rows under whose id the store has another content.
    package var conflicts: Int64 = 0
    /// What went wrong last; nil where nothing has.
    package var lastError: LastError?
    /// The replays that are under way.
    package var replays: Int64 = 0

    /// What went wrong last.
    package struct LastError: Sendable, Equatable {
        /// When, in milliseconds since 1970.
        package var time: Int64
        /// In words.
        package var reason: String

        /// Creates an error.
        package init(time: Int64, reason: String) {
            self.time = time
            self.reason = reason
        }
    }

    /// Creates a summary.
    package init(name: String) {
        self.name = name
    }

    /// Counts rows that did not go smoothly.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - state: The number of their state, as tables have it.
    ///   - isHead: Whether they are the first of their learners.
    package mutating func add(_ count: Int64, of state: Int64, isHead: Bool) {
        switch (state, isHead) {
        case (ExceptionState.open.number, true): retrying += count
        case (ExceptionState.open.number, false): held += count
        case (ExceptionState.dead.number, _): dead += count
        default: conflicts += count
        }
    }
}
