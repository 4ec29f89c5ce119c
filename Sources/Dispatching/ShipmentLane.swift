package import Journal
import LearnHooks

/// Rows on their way to a destination, one request behind the other: which go next, and which are held back.
///
/// A row that fails ends its own learner's row, and no other's.
package struct ShipmentLane: Sendable {
    /// The rows that are still to be sent, in their order.
    private var rows: ArraySlice<Row>
    private var underWay: [Row] = []
    private var size = BatchSize()
    /// Whose rows wait behind one that failed.
    private var held: Set<OrderKey> = []

    /// The most bytes of one request, where it has several rows.
    package static let mostBytes = 512 << 10

    /// Creates a lane of some rows.
    package init(_ rows: [Row]) {
        self.rows = rows[...]
    }

    /// Takes the rows of the next request; none at the end.
    ///
    /// - Parameters:
    ///   - most: How many rows the destination takes in a request.
    ///   - element: Writes a row as an element of an array.
    /// - Returns: The rows, and each as it was written.
    package mutating func take(
        atMost most: Int, _ element: (Row) -> [UInt8]
    ) -> (rows: [Row], elements: [[UInt8]]) {
        var (elements, bytes): ([[UInt8]], Int) = ([], 0)
        underWay = []
        while underWay.count < min(size.rows, most), let row = rows.first {
            guard !held.contains(row.orderKey) else {
                rows.removeFirst()
                continue
            }
            let next = element(row)
            guard underWay.isEmpty || bytes + next.count <= Self.mostBytes else { break }
            bytes += next.count
            elements.append(next)
            underWay.append(row)
            rows.removeFirst()
        }
        return (underWay, elements)
    }

    /// Notes what became of the request.
    package mutating func settle(_ verdict: Verdict) {
        size.note(verdict, rows: underWay.count)
        if verdict != .passed, underWay.count > 1 {
            rows = (underWay + rows)[...]
        } else if case .failed = verdict, let row = underWay.first {
            held.insert(row.orderKey)
        }
        underWay = []
    }
}
