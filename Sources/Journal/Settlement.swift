/// What a lane has to write: one transaction, void where its epoch is no longer the cursor's.
package struct Settlement: Sendable, Equatable {
    /// Whose cursor it is.
    package var cursor: CursorName
    /// The epoch that the lane works under.
    package var epoch: Int64
    /// The place that the cursor moves to; nil for a lane of retries.
    package var seq: Int64?
    /// What became of rows, in the order of the log.
    package var rows: [SettledRow]
    /// When, in milliseconds since 1970.
    package var time: Int64
    /// The request that it follows, for people; nil where none was sent.
    package var attempt: Attempt?

    /// Creates a settlement.
    package init(
        cursor: CursorName, epoch: Int64, seq: Int64?, rows: [SettledRow], time: Int64, attempt: Attempt? = nil
    ) {
        self.cursor = cursor
        self.epoch = epoch
        self.seq = seq
        self.rows = rows
        self.time = time
        self.attempt = attempt
    }
}

/// What became of one row.
package struct SettledRow: Sendable, Equatable {
    /// Its place in the log.
    package var seq: Int64
    /// Of which rows the order is kept.
    package var orderKey: OrderKey
    /// What became of it.
    package var outcome: Outcome

    /// What became of a row.
    package enum Outcome: Sendable, Equatable {
        /// It passed: its exception goes, if it had one.
        case passed
        /// The filter does not take it: its exception goes, if it had one.
        case passedOver
        /// Its content is gone: counted.
        case gone
        /// It stands behind an open row of its learner, and becomes open without a try.
        case heldBack
        /// It did not pass, and is tried again.
        ///
        /// - Parameters:
        ///   - due: When, in milliseconds since 1970.
        ///   - counted: How many tries counted.
        case setAside(due: Int64, counted: Int, status: Int, reason: String, isOfReplay: Bool)
        /// It was refused, or tried often enough.
        case dead(counted: Int, status: Int, reason: String, isOfReplay: Bool)
        /// The store has another content under its id.
        case conflict(status: Int)
    }

    /// Whether it is to be tried again.
    package var isSetAside: Bool { if case .setAside = outcome { true } else { false } }

    /// Creates a row.
    package init(seq: Int64, orderKey: OrderKey, outcome: Outcome) {
        self.seq = seq
        self.orderKey = orderKey
        self.outcome = outcome
    }
}

/// A request that was made, for people.
package struct Attempt: Sendable, Equatable {
    /// When it left, in milliseconds since 1970.
    package var time: Int64
    /// How long it took, in milliseconds.
    package var duration: Int64
    /// How many rows it brought.
    package var rows: Int
    /// The status of the answer; 0 where there was none.
    package var status: Int
    /// What was wrong, in words; empty where nothing was.
    package var reason: String
    /// The place of its first row in the log.
    package var first: Int64
    /// The place of its last row in the log.
    package var last: Int64

    /// Creates an attempt.
    package init(
        time: Int64, duration: Int64, rows: Int, status: Int, reason: String, first: Int64, last: Int64
    ) {
        self.time = time
        self.duration = duration
        self.rows = rows
        self.status = status
        self.reason = reason
        self.first = first
        self.last = last
    }
}
