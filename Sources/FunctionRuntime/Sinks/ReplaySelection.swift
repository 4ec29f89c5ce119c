import Journal
import Synchronization

/// Which rows the filters of replays take, as people wrote them: each is read once.
final class ReplaySelection: Sendable {
    private let sources: [String]
    private let known = Mutex<[String: (filter: JournalFilter, keys: Set<OrderKey>)]>([:])

    /// Creates a selection.
    ///
    /// - Parameter sources: The platforms' origins, in which learners are looked for.
    init(sources: [String]) {
        self.sources = sources
    }

    /// Whether a filter takes a row; one that cannot be read takes none.
    func takes(_ row: LogRow, by text: String) -> Bool {
        guard let (filter, keys) = known.withLock({ known in known[text] }) ?? read(text) else { return false }
        return (filter.platforms.isEmpty || filter.platforms.contains(row.platform))
            && (filter.learners.isEmpty || keys.contains(row.orderKey))
            && (filter.kinds.isEmpty || row.kind.map { filter.takes(kind: $0) } ?? false)
    }

    private func read(_ text: String) -> (filter: JournalFilter, keys: Set<OrderKey>)? {
        guard let filter = try? JournalFilter(text, now: 0) else { return nil }
        let found = (filter, filter.orderKeys(sources: sources))
        known.withLock { $0[text] = found }
        return found
    }
}
