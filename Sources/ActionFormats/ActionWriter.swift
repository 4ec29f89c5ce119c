public import LearnHooks

/// Puts actions out one after the other: each on a line, or many in an array.
public struct ActionWriter: Sendable {
    private let format: ActionFormat
    private let batchSize: Int?
    private var batch: [[UInt8]] = []
    /// The places of the actions in the array, by their ids.
    private var places: [String: Int] = [:]
    /// How many actions of each kind the format has nothing for.
    public private(set) var omitted: [Action.Kind: Int] = [:]
    /// How many statements of each kind name the account, though an address was asked for.
    public private(set) var byAccount: [Action.Kind: Int] = [:]

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - format: How an action is written.
    ///   - batchSize: The most actions of one array, or nil for lines.
    public init(_ format: ActionFormat, batchSize: Int? = nil) {
        self.format = format
        self.batchSize = batchSize
    }

    /// No texts yet, which are to be put out by this writer.
    public var noTexts: ActionTexts { ActionTexts(format, isForBatches: batchSize != nil) }

    /// Returns what is to be written now that there is another action.
    public mutating func write(_ action: IdentifiedAction) -> [UInt8] {
        var texts = noTexts
        texts.append(contentsOf: [action])
        return Array(write(texts, from: .start, to: texts.end))
    }

    /// Returns what is to be written now that there are other actions.
    ///
    /// In an array, an action that is there already is not written twice; one of the same id that reads otherwise, as a name
    /// that was changed, begins the next array: a store takes no array with an id in it twice.
    ///
    /// - Parameters:
    ///   - texts: The texts of the actions.
    ///   - start: The place of the first of them.
    ///   - end: The place behind the last of them.
    /// - Returns: The bytes.
    public mutating func write(
        _ texts: ActionTexts, from start: ActionTexts.Place, to end: ActionTexts.Place
    ) -> ArraySlice<UInt8> {
        var full: [UInt8] = []
        for entry in texts.entries[start.entries..<end.entries] {
            guard let range = entry.text else {
                omitted[entry.kind, default: 0] += 1
                continue
            }
            if entry.isByAccount { byAccount[entry.kind, default: 0] += 1 }
            guard let batchSize else { continue }
            let text = Array(texts.bytes[range])
            let twin = places[entry.id].map { batch[$0] }
            if twin == text { continue }
            if twin != nil || batch.count >= batchSize { full += finish() }
            places[entry.id] = batch.count
            batch.append(text)
        }
        return batchSize == nil ? texts.bytes[start.bytes..<end.bytes] : full[...]
    }

    /// Returns what is still to be written.
    public mutating func finish() -> [UInt8] {
        defer { (batch, places) = ([], [:]) }
        return batch.isEmpty ? [] : ActionFormat.array(of: batch)
    }
}
