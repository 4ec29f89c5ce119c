public import LearnHooks

/// Writes actions one behind the other: each on a line, or many in an array.
public struct ActionWriter: Sendable {
    private let format: ActionFormat
    private let batchSize: Int?
    private var batch: [[UInt8]] = []
    /// The places of the actions in the array, by their ids.
    private var places: [String: Int] = [:]
    /// How many actions of each kind the format has nothing for.
    public private(set) var omitted: [Action.Kind: Int] = [:]

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - format: How an action is written.
    ///   - batchSize: The most actions of one array; nil for lines.
    public init(_ format: ActionFormat, batchSize: Int? = nil) {
        self.format = format
        self.batchSize = batchSize
    }

    /// Returns what is to be written now that there is another action.
    public mutating func write(_ action: IdentifiedAction) -> [UInt8] {
        write(action, format.text(of: action))
    }

    /// Returns what is to be written now that there is another action, whose text is there already.
    ///
    /// In an array, an action that is there already is not written twice; one of the same id that reads otherwise, as a name
    /// that was changed, begins the next array: a store takes no array with an id in it twice.
    ///
    /// - Parameters:
    ///   - action: The action.
    ///   - text: The action in the writer's format; nil where that has nothing for it.
    /// - Returns: The bytes.
    public mutating func write(_ action: IdentifiedAction, _ text: [UInt8]?) -> [UInt8] {
        guard let text else {
            omitted[action.action.kind, default: 0] += 1
            return []
        }
        guard let batchSize else { return text + [UInt8(ascii: "\n")] }
        let twin = places[action.id].map { batch[$0] }
        if twin == text { return [] }
        let full = twin != nil || batch.count >= batchSize ? finish() : []
        places[action.id] = batch.count
        batch.append(text)
        return full
    }

    /// Returns what is still to be written.
    public mutating func finish() -> [UInt8] {
        defer { (batch, places) = ([], [:]) }
        return batch.isEmpty ? [] : ActionFormat.array(of: batch)
    }
}
