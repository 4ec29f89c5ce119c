/// What a filter asks of one of a delivery's rows.
package struct LookedRow: Sendable {
    /// Whose row it is.
    package var key: OrderKey
    /// The action's kind; nil for the row that stands for the delivery.
    package var kind: String?
    /// Where it is an exception.
    package var exceptions: [ExceptionLine]

    /// Creates a row.
    package init(key: OrderKey, kind: String?, exceptions: [ExceptionLine]) {
        self.key = key
        self.kind = kind
        self.exceptions = exceptions
    }
}

extension JournalFilter {
    /// Whether a delivery is taken.
    ///
    /// - Parameters:
    ///   - line: The delivery.
    ///   - keys: The order keys of the filter's learners.
    ///   - rows: Reads the delivery's rows, where the filter asks for them.
    /// - Returns: Whether it is.
    /// - Throws: What `rows` throws.
    package func takes(
        _ line: DeliveryLine, keys: Set<OrderKey>, rows: () throws(JournalError) -> [LookedRow]
    ) throws(JournalError) -> Bool {
        let isOfState = states.isEmpty || states.contains(line.refusal == nil ? .accepted : .refused)
        let wanted = Set(states.compactMap(\.ofException))
        guard takes(time: line.arrival), isOfState || !wanted.isEmpty,
            platforms.isEmpty || platforms.contains(line.platform), types.isEmpty || types.contains(line.type)
        else { return false }
        guard needsRows || !isOfState else { return true }
        let taken = try rows().filter {
            (kinds.isEmpty || $0.kind.map(takes(kind:)) ?? false) && (learners.isEmpty || keys.contains($0.key))
        }
        guard !isOfState || !destinations.isEmpty else { return !taken.isEmpty }
        return taken.contains { row in
            row.exceptions.contains {
                (wanted.isEmpty || wanted.contains($0.state))
                    && (destinations.isEmpty || destinations.contains($0.destination))
            }
        }
    }

    /// Whether a delivery's rows have to be looked at, whatever its state.
    private var needsRows: Bool { !kinds.isEmpty || !learners.isEmpty || !destinations.isEmpty }

    /// Whether an exception is taken, of a delivery of some type and arrival.
    package func takes(
        _ line: ExceptionLine, keys: Set<OrderKey>, key: OrderKey, type: String, arrival: Int64
    ) -> Bool {
        (platforms.isEmpty || platforms.contains(line.platform)) && (types.isEmpty || types.contains(type))
            && (kinds.isEmpty || line.kind.map(takes(kind:)) ?? false) && (learners.isEmpty || keys.contains(key))
            && takes(time: arrival)
    }
}
