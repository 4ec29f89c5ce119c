public import LearnHooks

/// Makes deliveries as a platform would send them: for trying out a receiver, and for tests.
public struct Signer: Sendable {
    private let platform: Platform
    private let secret: Secret
    private let names: [String]?

    /// Creates the signer of a platform.
    ///
    /// - Parameters:
    ///   - platform: The platform that sends.
    ///   - secret: What receivers know it by; for signatures of version `v1a` the private key, `whsk_…`.
    ///   - names: The names that the platform goes by, where its header is named after it, or nil for the usual ones.
    public init(_ platform: Platform, secret: Secret, names: [String]? = nil) {
        self.platform = platform
        self.secret = secret
        self.names = names
    }

    /// Whether an id and a time can be signed, where the scheme has them.
    public static func canSign(id: String, at time: Timestamp) -> Bool {
        StandardWebhooks.isUsable(id: id) && time.seconds >= 0
    }

    /// Returns a body as an authentic delivery.
    ///
    /// - Parameters:
    ///   - body: The exact bytes.
    ///   - id: The message's id, where the scheme has one.
    ///   - time: When it is signed, where the scheme says so.
    /// - Returns: The delivery, to the path of the platform.
    /// - Throws: `SecretError` if the secret is not of the scheme's form.
    public func delivery(of body: [UInt8], id: String, at time: Timestamp) throws(SecretError) -> Delivery {
        var delivery = Delivery(
            method: platform.method, path: "/\(platform.name)",
            headers: [Delivery.HeaderField("content-type", "application/json")], body: body)
        try platform.trust.scheme(names: names).sign(&delivery, by: secret, id: id, at: time)
        return delivery
    }

    /// Returns the header fields that sign a body for receivers of Standard Webhooks.
    ///
    /// - Parameters:
    ///   - body: The exact bytes.
    ///   - id: The message's id.
    ///   - time: When it is signed.
    ///   - secret: What receivers know the sender by; for version `v1a` the private key, `whsk_…`.
    /// - Returns: The fields.
    /// - Throws: `SecretError` if the secret is not of the scheme's form.
    public static func fields(
        of body: [UInt8], id: String, at time: Timestamp, by secret: Secret
    ) throws(SecretError) -> [Delivery.HeaderField] {
        try StandardWebhooks.fields(of: body, id: id, at: time, prefix: "webhook-", by: secret)
    }
}
