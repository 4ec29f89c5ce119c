/// The faults of a simulation, each as a percentage of deliveries.
package struct Faults: Sendable {
    /// Sent again, some deliveries later.
    package var duplicates = 0.0
    /// Sent some deliveries late.
    package var outOfOrder = 0.0
    /// Signed with an unknown secret.
    package var forged = 0.0
    /// Authentic, and torn in the middle of the body.
    package var broken = 0.0
    /// Of an unknown type.
    package var unknown = 0.0
    /// Sent by a sender who pauses in the middle of the body.
    package var slow = 0.0

    /// Creates the faults of a faultless sender.
    package init() {}

    /// What is wrong with the percentages, or nil if nothing is.
    package var problem: String? {
        guard [duplicates, outOfOrder, forged, broken, unknown, slow].allSatisfy({ (0...100).contains($0) }) else {
            return "a percentage: expected a number from 0 to 100"
        }
        return forged + broken + unknown <= 100
            ? nil : "--forged, --broken and --unknown: expected 100 at most together: a delivery is one of them"
    }
}
