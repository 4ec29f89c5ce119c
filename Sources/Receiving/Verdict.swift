/// Whether a delivery is its platform's own, and how that was found out.
public struct Verdict: Sendable {
    /// What was looked at, in order; the last one fails where the delivery is refused.
    public private(set) var checks: [Check] = []
    /// The place of the secret that matched, from 0, or nil if none did, or none was asked for.
    public private(set) var secretIndex: Int?
    /// Why the delivery is refused, or nil if it is good.
    public private(set) var reason: String?

    /// One thing that was looked at.
    public struct Check: Sendable {
        /// What it was: "headers", "timestamp", "signature".
        public let name: String
        /// What was expected and found; no secret, and no signature.
        public var finding: String { writeFinding() }
        /// Whether it was as expected.
        public let isPassed: Bool
        /// Put into words when a person asks: few of all deliveries are ever explained.
        fileprivate let writeFinding: @Sendable () -> String
    }

    /// Whether the delivery is its platform's own: a scheme that comes to no end has not found it to be.
    public private(set) var isAuthentic = false

    mutating func pass(_ name: String, _ finding: @escaping @autoclosure @Sendable () -> String) {
        checks.append(Check(name: name, isPassed: true, writeFinding: finding))
    }

    /// Ends the examination well.
    mutating func accept(
        _ name: String, _ finding: @escaping @autoclosure @Sendable () -> String, secret index: Int?
    ) {
        checks.append(Check(name: name, isPassed: true, writeFinding: finding))
        secretIndex = index
        isAuthentic = true
    }

    /// Ends the examination: the finding is the reason.
    mutating func refuse(_ name: String, _ finding: String) {
        checks.append(Check(name: name, isPassed: false, writeFinding: { finding }))
        reason = finding
    }
}
