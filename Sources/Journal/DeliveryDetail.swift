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

    /// Creates a detail of how a delivery's rows stand, without what it was.
    package init(_ line: DeliveryLine, _ rows: [LogRow], _ cursors: [Cursor], _ exceptions: [ExceptionLine]) {
        self.line = line
        self.rows = rows
        self.exceptions = exceptions
        (request, body, attempts) = (nil, nil, [])
        var pending: [String: [Int64]] = [:]
        for cursor in cursors where !cursor.name.isReplay {
            let seqs = rows.filter { $0.orderKey.shard == cursor.name.shard && $0.seq > cursor.seq }.map(\.seq)
            if !seqs.isEmpty { pending[cursor.name.destination, default: []] += seqs }
        }
        self.pending = pending.mapValues { $0.sorted() }
    }
}
