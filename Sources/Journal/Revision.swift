import LearnHooks

/// What is another when a stored delivery is handled anew, by handlers that were mended.
package struct Revision: Sendable, Equatable {
    /// What has changed.
    package var change: Change
    /// The action's id; nil for the delivery as a whole.
    package var id: String?
    /// The action's kind; nil for the delivery as a whole.
    package var kind: String?
    /// Which members of the action differ, or why the delivery is refused; empty where that says nothing.
    package var detail = ""

    /// Creates a revision.
    package init(change: Change, id: String? = nil, kind: String? = nil, detail: String = "") {
        (self.change, self.id, self.kind, self.detail) = (change, id, kind, detail)
    }

    /// What has changed.
    package enum Change: String, Sendable, CaseIterable {
        /// The action is new, and appended.
        case new
        /// The action has another content under its id.
        case differs
        /// The action is not made any more: what was sent stays.
        case missing
        /// The delivery was refused, and is handled now.
        case handled
        /// The delivery was handled, and would be refused now: what it became stays.
        case refused
    }
}

extension JournalEngine {
    /// Takes what handlers make of a stored delivery now: what is new is appended, what differs is replaced where that is asked for.
    ///
    /// An action that another delivery brought is known, as at the door. One whose content is gone is compared with nothing.
    ///
    /// - Parameters:
    ///   - delivery: The delivery as it was stored.
    ///   - outcome: What it becomes now.
    ///   - corrects: Whether contents that differ are replaced, and sent again.
    ///   - destination: Where they are sent again; nil for everywhere.
    ///   - time: The present time, in milliseconds since 1970.
    /// - Throws: `JournalError` where the journal cannot be written.
    /// - Returns: What has changed.
    package func revise(
        _ delivery: DeliveryDetail, _ outcome: JournalEntry.Outcome, corrects: Bool, at destination: String?,
        time: Int64
    ) throws(JournalError) -> [Revision] {
        let wasRefused = delivery.line.refusal != nil
        guard case .accepted(let row, let actions) = outcome else {
            guard !wasRefused, case .refused(let reason) = outcome else { return [] }
            return [Revision(change: .refused, detail: reason)]
        }
        var revisions = wasRefused ? [Revision(change: .handled)] : []
        var before = Dictionary(delivery.rows.filter { $0.kind != nil }.map { ($0.id, $0) }) { first, _ in first }
        let unknown = actions.filter { before[$0.id] == nil }
        var new: Set<String> = []
        if wasRefused || !unknown.isEmpty {
            new = try add(unknown, wasRefused ? row : nil, to: delivery.line.number, at: time)
        }
        var corrections: [Int64: JournalEntry.NewRow] = [:]
        for action in actions {
            if new.remove(action.id) != nil {
                revisions.append(Revision(change: .new, id: action.id, kind: action.kind))
            } else if let stored = before.removeValue(forKey: action.id),
                case .action(let content) = stored.content, content != action.content
            {
                let names = Self.differing(content, action.content).joined(separator: ", ")
                revisions.append(Revision(change: .differs, id: action.id, kind: action.kind, detail: names))
                // Its place in the order is what it was.
                corrections[stored.seq] = .init(
                    id: action.id, orderKey: stored.orderKey, kind: action.kind, content: action.content)
            }
        }
        for row in before.values.sorted(by: { $0.seq < $1.seq }) {
            revisions.append(Revision(change: .missing, id: row.id, kind: row.kind))
        }
        if corrects, !corrections.isEmpty { try correct(corrections, at: destination, time: time) }
        return revisions
    }

    /// The names of members that two actions do not have alike, those of `data` as `data.result`.
    private static func differing(_ first: [UInt8], _ second: [UInt8]) -> [String] {
        guard let first = try? JSONDocument(parsing: first).root, let second = try? JSONDocument(parsing: second).root
        else { return [] }
        func names(_ first: JSONNode?, _ second: JSONNode?, behind prefix: String) -> [String] {
            var before: [String: [UInt8]] = [:]
            for member in first?.members.map(\.self) ?? [] { before[member.key] = Array(member.value.bytes) }
            var names: Set<String> = []
            for member in second?.members.map(\.self) ?? []
            where before.removeValue(forKey: member.key) != Array(member.value.bytes) { names.insert(member.key) }
            return names.union(before.keys).sorted().map { prefix + $0 }
        }
        return names(first, second, behind: "").filter { $0 != "data" }
            + names(first["data"], second["data"], behind: "data.")
    }
}
