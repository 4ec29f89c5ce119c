/// The outcome of events that were pulled.
package struct Reconciled: Sendable {
    /// How many there were.
    package var pulled = 0
    /// How many of them had something that no webhook had brought.
    package var missed = 0
    /// How many actions that was.
    package var actions = 0
    /// Why others were not taken.
    package var problems: [String] = []

    /// Creates one of no events.
    package init() {}

    /// Adds another.
    package static func += (sum: inout Reconciled, other: Reconciled) {
        sum.pulled += other.pulled
        sum.missed += other.missed
        sum.actions += other.actions
        sum.problems += other.problems
    }
}
