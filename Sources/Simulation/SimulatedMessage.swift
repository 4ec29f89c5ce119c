package import LearnHooks
package import Receiving

/// A message that is to be delivered: once, or more often where it is sent again.
package struct SimulatedMessage: Sendable {
    /// Its place among the messages, from 1; a duplicate has that of its original.
    package let number: Int
    /// The id by which a receiver knows it again.
    package let id: String
    /// What it tells of.
    package let event: SimulatedEvent
    /// What was done to it.
    package let form: Form
    /// Whether its sender pauses in the middle of the body.
    package let isSlow: Bool

    /// What is done to a message.
    package enum Form: Sendable, Hashable, CaseIterable {
        /// Nothing: it is authentic and whole.
        case sound
        /// It is signed with an unknown secret.
        case forged
        /// Its body is torn.
        case broken
        /// Its type is unknown.
        case unknown

        /// Whether a receiver has to take it.
        package var isDue: Bool { self == .sound || self == .unknown }
    }

    /// The actions that are due once it is acknowledged.
    package var due: [DueAction] { form.isDue ? event.due : [] }

    /// Returns the delivery of one attempt.
    ///
    /// - Parameters:
    ///   - secret: What receivers know the platform by.
    ///   - names: The names that the platform goes by, where its header is named after it, or nil for the usual ones.
    ///   - time: When it is sent.
    /// - Returns: The delivery.
    /// - Throws: `SecretError` if the secret is not of the scheme's form.
    package func delivery(
        signedBy secret: Secret, names: [String]?, at time: Timestamp
    ) throws(SecretError) -> Delivery {
        var secret = secret
        if form == .forged {
            var generator = SeededGenerator(seed: UInt64(truncatingIfNeeded: number))
            let bytes = (0..<24).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            secret = Secret(event.platform.trust.secret(of: bytes))
        }
        return try Signer(event.platform, secret: secret, names: names).delivery(of: event.body, id: id, at: time)
    }
}
