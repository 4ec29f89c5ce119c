/// What the rows of a journal's tables do not say: what was counted, how far pruning has come, and what is never used again.
package struct JournalHead: Sendable, Equatable {
    /// The log's id, the last epoch, the last replay.
    package var meta: [Int64]
    /// What was counted.
    package var totals: [Int64]
    /// How far pruning has come.
    package var places: [Int64]
    /// The last number that was given out in each numbered table.
    package var numbers: [Int64]

    /// The columns of `meta`, `totals` and `places`.
    package static let metaColumns = ["log", "epoch", "replays"]
    /// The columns of `totals`.
    package static let totalColumns = [
        "deliveries", "copies", "refused", "actions", "known", "gone", "pruned_refused", "pruned_dead",
    ]
    /// The columns of `places`.
    package static let placeColumns = ["content_place", "row_place", "delivery_place"]
    /// The tables whose rows get numbers, and the column.
    package static let numbered = [("delivery", "id"), ("action", "seq"), ("attempt", "id")]

    /// How many deliveries came.
    package var deliveries: Int64 { totals.first ?? 0 }
    /// How many actions they became.
    package var actions: Int64 { totals.dropFirst(3).first ?? 0 }

    /// Creates a head.
    package init(meta: [Int64], totals: [Int64], places: [Int64], numbers: [Int64]) {
        (self.meta, self.totals, self.places, self.numbers) = (meta, totals, places, numbers)
    }
}

extension QueryRow {
    /// The numbers of its first columns.
    package func integers(_ count: Int) -> [Int64] { (0..<Int32(clamping: count)).map { integer($0) } }
}
