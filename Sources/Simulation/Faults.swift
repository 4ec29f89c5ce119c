/// What goes wrong on the way, each in so many of a hundred deliveries.
package struct Faults: Sendable {
    /// Sent again, some deliveries later.
    package var duplicates = 0.0
    /// Sent some deliveries late.
    package var outOfOrder = 0.0
    /// Signed with a secret that nobody has.
    package var forged = 0.0
    /// Authentic, and torn in the middle of the body.
    package var broken = 0.0
    /// Of a type that nobody knows.
    package var unknown = 0.0
    /// Sent by a sender who pauses in the middle of the body.
    package var slow = 0.0

    /// Creates those of a sender without a fault.
    package init() {}

    /// What is wrong with the percentages; nil where nothing is.
    package var problem: String? {
        guard [duplicates, outOfOrder, forged, broken, unknown, slow].allSatisfy({ (0...100).contains($0) }) else {
            return "a percentage: expected 0 to 100"
        }
        return forged + broken + unknown <= 100
            ? nil : "--forged, --broken and --unknown: expected 100 at most together: a delivery is one of them"
    }
}
