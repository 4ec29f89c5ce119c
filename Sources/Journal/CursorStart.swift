/// Where a new destination begins.
package enum CursorStart: Sendable, Equatable {
    /// With what comes from now on.
    case end
    /// With all that is there.
    case beginning
    /// With what came at a time or later, in milliseconds since 1970.
    case time(Int64)
}

/// Which exceptions a command is about.
package struct ExceptionSelection: Sendable, Equatable {
    /// The destination; nil for all.
    package var destination: String?
    /// The learner, by the order key; nil for all.
    package var orderKey: OrderKey?
    /// The states; empty for all that the command is for.
    package var states: Set<ExceptionState> = []
    /// The places in the log: nil for all.
    package var places: ClosedRange<Int64>?

    /// Creates a selection of all.
    package init() {}
}

/// How a row stands that did not go smoothly.
package enum ExceptionState: String, Sendable, CaseIterable {
    /// It is tried again.
    case open
    /// It is given up, until a person releases it.
    case dead
    /// The store has another content under its id.
    case conflict
}
