/// An exception, in a list.
package struct ExceptionLine: Sendable, Equatable {
    /// Where it is one.
    package var destination: String
    /// The row's place in the log.
    package var seq: Int64
    /// The row's id.
    package var id: String
    /// The number of its delivery.
    package var delivery: Int64
    /// The action's kind; nil for a row that stands for a delivery.
    package var kind: String?
    /// The platform's name.
    package var platform: String
    /// How it stands.
    package var state: ExceptionState
    /// Whether it is tried next of its learner's; else it waits behind another, where it is open.
    package var isHead: Bool
    /// When it is due, in milliseconds since 1970.
    package var due: Int64
    /// How many tries counted.
    package var counted: Int64
    /// The status of the last answer; 0 where there was none.
    package var status: Int64
    /// What was wrong, in words.
    package var reason: String
    /// When that was written.
    package var time: Int64

    /// Creates a line.
    package init(
        destination: String, seq: Int64, id: String, delivery: Int64, kind: String?, platform: String,
        state: ExceptionState, isHead: Bool, due: Int64, counted: Int64, status: Int64, reason: String, time: Int64
    ) {
        self.destination = destination
        self.seq = seq
        self.id = id
        self.delivery = delivery
        self.kind = kind
        self.platform = platform
        self.state = state
        self.isHead = isHead
        self.due = due
        self.counted = counted
        self.status = status
        self.reason = reason
        self.time = time
    }
}
