/// A delivery in a list, with what it became and how far that has come.
package struct ListedDelivery: Sendable, Equatable {
    /// The delivery.
    package var line: DeliveryLine
    /// The kinds of the actions that it brought, in their order; those that were known before are another delivery's.
    package var kinds: [String]
    /// The id of the first of them; nil where there is none.
    package var firstAction: String?
    /// How the worst of its rows stands at each destination.
    package var standings: [String: RowStanding]

    /// Takes what a list needs of all that is known.
    package init(_ detail: DeliveryDetail, at destinations: some Sequence<String>) {
        line = detail.line
        kinds = detail.rows.compactMap(\.kind)
        firstAction = detail.rows.first { $0.kind != nil }?.id
        let standings = destinations.map { name in
            (name, detail.rows.map { detail.standing(of: $0.seq, at: name) }.max() ?? .settled)
        }
        self.standings = Dictionary(standings) { first, _ in first }
    }
}

extension [Cursor] {
    /// The destinations that have cursors of their own.
    package var destinations: Set<String> { Set(lazy.filter { !$0.name.isReplay }.map(\.name.destination)) }
}
