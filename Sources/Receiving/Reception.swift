public import LearnHooks

/// The outcome of a delivery, and how its sender was examined.
public struct Reception: Sendable {
    /// The outcome.
    public let receipt: Receipt
    /// The platform that it was for, or nil if its path leads to none.
    public let platform: Platform?
    /// How its sender was examined, or nil if it did not come to that.
    public let verdict: Verdict?

    init(_ receipt: Receipt, _ platform: Platform? = nil, _ verdict: Verdict? = nil) {
        self.receipt = receipt
        self.platform = platform
        self.verdict = verdict
    }
}
