/// How a row of the log stands at a destination, from what is best to what is worst.
package enum RowStanding: String, Sendable, CaseIterable, Comparable {
    /// It passed, or the destination does not take it.
    case settled
    /// The destination has not come to it yet.
    case waiting
    /// It waits behind another of its learner.
    case held
    /// It is tried again.
    case open
    /// The store has another content under its id.
    case conflict
    /// It is given up, until a person releases it.
    case dead

    /// How an exception stands.
    package init(_ exception: ExceptionLine) {
        self =
            switch exception.state {
            case .open: exception.isHead ? .open : .held
            case .dead: .dead
            case .conflict: .conflict
            }
    }

    /// Whether the first is the better one.
    package static func < (first: RowStanding, second: RowStanding) -> Bool {
        guard let first = allCases.firstIndex(of: first), let second = allCases.firstIndex(of: second) else {
            return false
        }
        return first < second
    }
}

extension DeliveryDetail {
    /// How one of its rows stands at a destination.
    package func standing(of seq: Int64, at destination: String) -> RowStanding {
        if let line = exceptions.first(where: { $0.destination == destination && $0.seq == seq }) {
            return RowStanding(line)
        }
        return pending[destination]?.contains(seq) == true ? .waiting : .settled
    }
}
