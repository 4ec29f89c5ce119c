import LearnHooks

/// Actions as lines for people: time, platform, kind, learner, object, result.
///
/// Columns have minimum widths, not fixed ones, since a stream is not known to its end. Whatever names hold, a line stays
/// one line and does nothing to a terminal.
extension IdentifiedAction {
    /// The action as one line.
    var text: String {
        [
            (action.time?.description ?? "-").padded(to: 24),
            event.platform.padded(to: 10),
            action.kind.name.padded(to: 20),
            (action.learner.flatMap { $0.name ?? $0.email ?? $0.id } ?? "-").printable.padded(to: 20),
            objectText.padded(to: 30),
            outcome,
        ]
        .joined(separator: "  ").trimmed
    }

    private var objectText: String {
        var parts = [action.object.platformType ?? action.object.type.name]
        if let name = action.object.name ?? action.object.slug { parts.append("\"\(name)\"") }
        if let id = action.object.id { parts.append(id) }
        return parts.joined(separator: " ").printable
    }

    private var outcome: String {
        var parts: [String] = []
        if let result = action.result {
            if result.completion == true { parts.append("completed") }
            if let success = result.success { parts.append(success ? "passed" : "not passed") }
            if let progress = result.progress { parts.append("\(progress.shortest) %") }
            if let score = result.score {
                parts.append("score \(score.raw.shortest)" + (score.range.map { " of \($0.upperBound)" } ?? ""))
            }
            if let response = result.response { parts.append("\"\(response)\"") }
        }
        if let due = action.due { parts.append("due \(due)") }
        if action.kind == .eventUnmapped { parts.append(event.type) }
        return parts.joined(separator: ", ").printable
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
