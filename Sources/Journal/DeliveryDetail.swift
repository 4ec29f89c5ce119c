/// All that is known of a delivery.
package struct DeliveryDetail: Sendable, Equatable {
    /// The delivery.
    package var line: DeliveryLine
    /// The request without its body, and the checks at the door; nil where it is gone.
    package var request: [UInt8]?
    /// Its body; nil where it is gone.
    package var body: [UInt8]?
    /// The rows of the log that it brought.
    package var rows: [LogRow]
    /// The places of those rows that each destination has not come to yet.
    package var pending: [String: [Int64]]
    /// The rows that did not go smoothly.
    package var exceptions: [ExceptionLine]
    /// Requests that brought its rows, or some of them.
    package var attempts: [AttemptLine]

    /// Creates a detail.
    package init(
        line: DeliveryLine, request: [UInt8]?, body: [UInt8]?, rows: [LogRow], pending: [String: [Int64]],
        exceptions: [ExceptionLine], attempts: [AttemptLine]
    ) {
        self.line = line
        self.request = request
        self.body = body
        self.rows = rows
        self.pending = pending
        self.exceptions = exceptions
        self.attempts = attempts
    }
}
