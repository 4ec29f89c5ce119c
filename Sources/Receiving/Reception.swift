public import LearnHooks

/// What became of a delivery, and how its sender was examined.
public struct Reception: Sendable {
    /// What became of it.
    public let receipt: Receipt
    /// The platform that it was for; nil where its path leads to none.
    public let platform: Platform?
    /// How its sender was examined; nil where it did not come to that.
    public let verdict: Verdict?

    init(_ receipt: Receipt, _ platform: Platform? = nil, _ verdict: Verdict? = nil) {
        self.receipt = receipt
        self.platform = platform
        self.verdict = verdict
    }
}
