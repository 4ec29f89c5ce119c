/// A row of the log, as a lane reads it.
package struct LogRow: Sendable, Equatable {
    /// Its place in the log, which is never used again.
    package var seq: Int64
    /// The id of the action, or of the delivery.
    package var id: String
    /// Of which rows the order is kept.
    package var orderKey: OrderKey
    /// The action's kind; nil for a row that stands for a delivery.
    package var kind: String?
    /// The platform's name.
    package var platform: String
    /// What is sent; nil where it is gone.
    package var content: Content?

    /// What a row brings to a destination.
    package enum Content: Sendable, Equatable {
        /// An action as a canonical CloudEvent.
        case action([UInt8])
        /// A delivery as it came: its event's type, its media type, its platform's origin, its body.
        case delivery(type: String, mediaType: String, source: String, body: [UInt8])

        /// How many bytes it has.
        package var count: Int {
            switch self {
            case .action(let bytes): bytes.count
            case .delivery(_, _, _, let body): body.count
            }
        }
    }

    /// Creates a row.
    package init(seq: Int64, id: String, orderKey: OrderKey, kind: String?, platform: String, content: Content?) {
        self.seq = seq
        self.id = id
        self.orderKey = orderKey
        self.kind = kind
        self.platform = platform
        self.content = content
    }
}

/// A row of the log behind a cursor, with what the journal knows of it at that cursor's destination.
package struct FreshRow: Sendable, Equatable {
    /// The row.
    package var row: LogRow
    /// Whether an open row of the same order key, no replay's, stands before it.
    package var isHeld: Bool
    /// Whether the row has an exception of its own: a replay passes over it.
    package var hasException: Bool

    /// Creates a row.
    package init(row: LogRow, isHeld: Bool, hasException: Bool) {
        self.row = row
        self.isHeld = isHeld
        self.hasException = hasException
    }
}

/// A row that did not pass and is tried again.
package struct OpenRow: Sendable, Equatable {
    /// The row.
    package var row: LogRow
    /// How many of its tries counted.
    package var counted: Int
    /// When it is due, in milliseconds since 1970.
    package var due: Int64
    /// Whether a replay set it aside: then it holds nobody.
    package var isOfReplay: Bool
    /// Whether it was sent before, with another content: the replay of a correction, not tried yet.
    package var isCorrection: Bool

    /// Creates a row.
    package init(row: LogRow, counted: Int, due: Int64, isOfReplay: Bool, isCorrection: Bool = false) {
        self.row = row
        self.counted = counted
        self.due = due
        self.isOfReplay = isOfReplay
        self.isCorrection = isCorrection
    }

    /// Creates a row as tables have it, by the number in their column `replay`.
    package init(row: LogRow, counted: Int64, due: Int64, replay: Int64) {
        self.init(
            row: row, counted: Int(counted), due: due, isOfReplay: replay != 0, isCorrection: replay == Self.correction)
    }

    /// What the column `replay` says of a correction; 1 for another row that a replay set aside, 0 for all others.
    package static let correction: Int64 = 2
}
