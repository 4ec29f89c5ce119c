package import Calling
package import Journal

/// A row as a lane has it: what the journal knows of it, and what is sent of it.
package struct DispatchRow: Sendable {
    /// Its place in the log.
    package let seq: Int64
    /// The id of the action, or of the delivery.
    package let id: String
    /// Of which rows the order is kept.
    package let orderKey: OrderKey
    /// What is sent.
    package var body: Body
    /// Whether an open row of its learner stands before it.
    package var isHeld = false
    /// Whether it has an exception of its own.
    package var hasException = false
    /// How many of its tries counted.
    package var counted = 0
    /// Whether a replay set it aside.
    package var isOfReplay = false

    /// What is sent of a row.
    package enum Body: Sendable {
        /// Nothing: the destination does not take it.
        case notTaken
        /// Nothing: the content is gone.
        case gone
        /// Nothing: the content cannot be read back, and why.
        case unreadable(String)
        /// An element of an array.
        case element([UInt8])
        /// The whole row, of which a request of its own is made, and how many bytes it has in the log.
        case row(Row, bytes: Int)
        /// An action as the log has it, whose learner is to be named before it is written for the destination.
        case unnamed(UnnamedLearner, [UInt8])

        /// How many bytes it has.
        var count: Int {
            switch self {
            case .notTaken, .gone, .unreadable: 0
            case .element(let bytes), .unnamed(_, let bytes): bytes.count
            case .row(_, let bytes): bytes
            }
        }
    }

    /// Creates a row that was never tried.
    package init(_ row: FreshRow, body: Body) {
        (seq, id, orderKey, self.body) = (row.row.seq, row.row.id, row.row.orderKey, body)
        (isHeld, hasException) = (row.isHeld, row.hasException)
    }

    /// Creates a row that is tried again.
    package init(_ row: OpenRow, body: Body) {
        (seq, id, orderKey, self.body) = (row.row.seq, row.row.id, row.row.orderKey, body)
        (counted, isOfReplay) = (row.counted, row.isOfReplay)
    }
}
