import LearnHooks

/// A sample of `events/`, with the actions that stand beside it.
package struct SampleEvent: Sendable {
    /// The wire name of the event type.
    package let type: String
    /// The bytes, as they stand.
    package let body: [UInt8]
    /// The actions that are due for it.
    package let due: [DueAction]

    /// Creates a sample.
    ///
    /// - Parameters:
    ///   - type: The wire name of the event type.
    ///   - body: The bytes.
    ///   - actions: The lines of the file beside it, or nil if one of them is not an action.
    package init?(type: String, body: [UInt8], actions: String) {
        let lines = actions.split(separator: "\n")
        due = lines.compactMap { DueAction(line: $0) }
        guard due.count == lines.count else { return nil }
        self.type = type
        self.body = body
    }
}
