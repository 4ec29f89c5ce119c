import Journal
import LearnHooks

/// What became of stored deliveries that were handled anew, as a person reads it: a line for each change, and what they come to.
struct RevisionTable {
    /// Whether all of it was undone.
    let isTrial: Bool
    /// Whether what differs is sent again.
    let isCorrected: Bool
    /// How many deliveries were handled.
    private(set) var deliveries = 0
    private var passedOver = 0
    private var counts: [Revision.Change: Int] = [:]

    /// Creates a table of nothing.
    init(isTrial: Bool, isCorrected: Bool) {
        (self.isTrial, self.isCorrected) = (isTrial, isCorrected)
    }

    /// Counts a step, and returns a line for each change.
    mutating func lines(of step: JSONNode) throws(JSONError) -> String {
        deliveries += try step["deliveries"] as Int
        passedOver += try step["passed_over"] as Int
        var text = ""
        for revision in (try step["revisions"] as JSONNode).elements {
            let change: String = try revision["change"]
            if let known = Revision.Change(rawValue: change) { counts[known, default: 0] += 1 }
            let cells = [
                "delivery \(try revision["delivery"] as Int64)", change, revision["kind"] as String?,
                revision["id"] as String?, revision["detail"] as String?,
            ]
            text += cells.compactMap(\.self).map(\.printable).joined(separator: "  ") + "\n"
        }
        return text
    }

    /// What all of it comes to.
    var summary: String {
        var parts = ["\(deliveries) deliveries were handled anew"]
        for change in Revision.Change.allCases {
            if let count = counts[change] { parts.append("\(count) \(words(change))") }
        }
        if counts.isEmpty { parts.append("nothing is another") }
        if passedOver > 0 { parts.append("\(passedOver) were left out: their bodies are gone, or they were pulled") }
        return parts.joined(separator: "; ") + (isTrial ? "; nothing was changed\n" : "\n")
    }

    private func words(_ change: Revision.Change) -> String {
        switch change {
        case .new: "actions are new, and sent behind all others"
        case .differs:
            isCorrected
                ? "differ, and are sent again under the same ids, but not as xAPI"
                : "differ from what was sent: --corrected sends them again, but not as xAPI"
        case .missing: "are not made any more: what was sent stays"
        case .handled: "deliveries that were refused are handled"
        case .refused: "deliveries would be refused now: what they became stays"
        }
    }
}
