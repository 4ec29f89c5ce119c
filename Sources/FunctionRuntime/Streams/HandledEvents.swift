import ActionFormats
import LearnHooks

/// The outcome of some events of a stream.
struct HandledEvents: Sendable {
    /// The texts of their actions, in their order.
    var texts: ActionTexts
    /// The pieces that need a report.
    var remarkable: [Remarkable] = []
    /// The indices of the pieces that are events of other types, and need no report.
    var passedOver: [Int] = []

    /// What was refused, or has a row that was, or is several events; or about which a person is to be told something.
    struct Remarkable: Sendable {
        /// The index of the piece.
        let index: Int
        /// The receipts, one except for the batch of a broker, and for what is not an event.
        var receipts: [Receipt] = []
        /// What a person is to be told once.
        var notice: String?
        /// The place behind the texts of its actions.
        let end: ActionTexts.Place
    }

    /// Forgets all, and keeps the room.
    mutating func removeAll() {
        texts.removeAll()
        remarkable = []
        passedOver.removeAll(keepingCapacity: true)
    }

    /// Adds the outcome of the event of a piece, its errors changed: to say where they are in the stream.
    mutating func add(
        _ receipt: consuming Receipt, _ index: Int, notice: String? = nil,
        mappingErrors change: (JSONError) -> JSONError = { $0 }
    ) {
        guard receipt.isUnremarkable, notice == nil else {
            let receipt = receipt.mappingErrors(change)
            texts.append(contentsOf: receipt.actions)
            remarkable.append(.init(index: index, receipts: [receipt], notice: notice, end: texts.end))
            return
        }
        // Text with one owner is moved, not copied.
        switch consume receipt {
        case .handled(let actions, _): texts.append(contentsOf: actions)
        case .unmapped(let action, _): texts.append(contentsOf: [action])
        // No sender waits for an answer.
        case .passedOver, .answered: passedOver.append(index)
        case .refused: break
        }
    }

    /// Adds the outcome of the events of a piece that is several, or none.
    mutating func add(batch receipts: [Receipt], _ index: Int) {
        for receipt in receipts { texts.append(contentsOf: receipt.actions) }
        remarkable.append(.init(index: index, receipts: receipts, end: texts.end))
    }
}

extension Receipt {
    /// Whether it needs no report.
    fileprivate var isUnremarkable: Bool {
        switch self {
        case .handled, .unmapped, .passedOver, .answered: problems.isEmpty
        case .refused: false
        }
    }
}
