public import LearnHooks

/// A way to write actions.
public enum ActionFormat: Sendable {
    /// CloudEvents 1.0, as JSON: for programs.
    case cloudevents
    /// Statements of xAPI: for learning record stores.
    case xapi(StatementFormat)
    /// A line for people.
    case text

    /// Writes an action; nothing if the format has nothing for it.
    ///
    /// - Returns: Whether it was written.
    public func write(_ action: borrowing IdentifiedAction, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .cloudevents: writer.event(of: action)
        case .xapi(let format): return format.write(action, to: &writer)
        case .text: writer.text(action.text.utf8)
        }
        return true
    }

    /// Whether a statement names the account of an action's learner, though an address was asked for.
    public func fallsBackToAccount(in action: borrowing IdentifiedAction) -> Bool {
        guard case .xapi(let format) = self else { return false }
        return format.fallsBackToAccount(in: action)
    }

    /// Returns an action, without a newline, as UTF-8, or nil if the format has nothing for it.
    public func text(of action: IdentifiedAction) -> [UInt8]? {
        var writer = JSONWriter(capacity: 1_024)
        return write(action, to: &writer) ? writer.bytes : nil
    }

    /// Returns an action as one line, with the newline that ends it, or nil if the format has nothing for it.
    public func line(_ action: IdentifiedAction) -> [UInt8]? {
        text(of: action).map { $0 + [UInt8(ascii: "\n")] }
    }

    /// Returns actions as one JSON array, on a line of its own, or nil for text; no statement is in it twice.
    public func array(of actions: [IdentifiedAction]) -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        var statements: Set<String> = []
        writer.array { writer in
            for action in actions {
                if case .xapi = self, !statements.insert(action.id).inserted { continue }
                _ = write(action, to: &writer)
            }
        }
        writer.newline()
        return writer.bytes
    }

    /// Returns JSON texts as one array, on a line of its own.
    public static func array(of texts: [[UInt8]]) -> [UInt8] {
        var array: [UInt8] = []
        array.reserveCapacity(texts.reduce(2) { $0 + $1.count + 1 })
        array.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { array.append(UInt8(ascii: ",")) }
            array += text
        }
        array += [UInt8(ascii: "]"), UInt8(ascii: "\n")]
        return array
    }
}
