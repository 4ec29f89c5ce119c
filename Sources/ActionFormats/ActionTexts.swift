public import LearnHooks

/// The texts of actions, one after the other: what many threads can make, and one `ActionWriter` puts out in order.
public struct ActionTexts: Sendable {
    /// A place among the texts.
    public struct Place: Sendable {
        fileprivate(set) var bytes = 0
        fileprivate(set) var entries = 0

        /// The place before all of them.
        public static let start = Place()
    }

    /// An action that is not just a line.
    struct Entry: Sendable {
        let id: String
        let kind: Action.Kind
        /// Its text, without a newline, or nil if the format has nothing for it.
        let text: Range<Int>?
        /// Whether its statement names the account, though an address was asked for.
        let isByAccount: Bool
    }

    private let format: ActionFormat
    /// Whether every action has an entry; else those alone that are to be counted.
    private let keepsEntries: Bool
    private var writer = JSONWriter(capacity: 1 << 12)
    private(set) var entries: [Entry] = []

    /// Creates the texts of no actions.
    ///
    /// - Parameters:
    ///   - format: How an action is written.
    ///   - isForBatches: Whether the writer makes arrays of them.
    public init(_ format: ActionFormat, isForBatches: Bool) {
        self.format = format
        keepsEntries = isForBatches
    }

    /// The texts, each with a newline after it.
    var bytes: [UInt8] { writer.bytes }

    /// The place behind what there is.
    public var end: Place { Place(bytes: writer.bytes.count, entries: entries.count) }

    /// Forgets all texts, and keeps their room.
    public mutating func removeAll() {
        writer.removeAll()
        entries.removeAll(keepingCapacity: true)
    }

    /// Adds the texts of actions.
    public mutating func append(contentsOf actions: consuming [IdentifiedAction]) {
        // Taken from the end, they are moved and not copied.
        actions.reverse()
        while let action = actions.popLast() { append(action) }
    }

    private mutating func append(_ action: borrowing IdentifiedAction) {
        let start = writer.bytes.count
        let isWritten = format.write(action, to: &writer)
        let isByAccount = isWritten && format.fallsBackToAccount(in: action)
        if keepsEntries || !isWritten || isByAccount {
            let text = isWritten ? start..<writer.bytes.count : nil
            entries.append(Entry(id: action.id, kind: action.action.kind, text: text, isByAccount: isByAccount))
        }
        if isWritten { writer.newline() }
    }
}
