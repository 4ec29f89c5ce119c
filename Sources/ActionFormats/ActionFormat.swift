public import LearnHooks

/// A way to write actions, one a line.
public enum ActionFormat: String, CaseIterable, Sendable {
    /// CloudEvents 1.0, as JSON: for programs.
    case cloudevents
    /// A line for people.
    case text

    /// Returns one line of an action, with the newline that ends it, as UTF-8.
    public func line(_ action: IdentifiedAction) -> [UInt8] {
        switch self {
        case .cloudevents:
            var writer = JSONWriter(capacity: 1_024)
            writer.cloudEvent(action)
            writer.newline()
            return writer.bytes
        case .text:
            return Array("\(action.text)\n".utf8)
        }
    }
}
