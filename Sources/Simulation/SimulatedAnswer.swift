/// The outcome of one attempt to deliver a message.
package struct SimulatedAnswer: Sendable {
    /// The status, or nil if there was no answer in time.
    package let status: Int?
    /// After how many seconds the receiver asks to come again.
    package let retryAfter: Int?
    /// Whether the receiver asks not to send the message again, by `webhook-delivery: abort-message`.
    package let endsMessage: Bool

    /// Creates an answer.
    package init(status: Int?, retryAfter: Int? = nil, endsMessage: Bool = false) {
        self.status = status
        self.retryAfter = retryAfter
        self.endsMessage = endsMessage
    }

    /// Whether the receiver has taken the message. Source: https://docs.svix.com/retries
    package var isAcknowledgement: Bool { status.map { (200...299).contains($0) } ?? false }
}
