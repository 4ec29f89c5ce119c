public import LearnHooks
public import Receiving

/// What a deployment holds of each platform to tell its deliveries from others, by the platform's name.
public struct Credentials: Sendable {
    /// The secrets.
    public let secrets: [String: [Secret]]
    /// The names that a platform goes by, where its header is named after it and they are not the usual ones.
    public let names: [String: [String]]
    /// The private keys that deliveries are signed with, where those are not the receiver's secrets.
    public let signingKeys: [String: Secret]
    /// How deliveries are verified; a platform without a verifier is not served.
    public let verifiers: [String: Verifier]

    /// Creates credentials of secrets that everyone knows, for trying things out.
    ///
    /// - Throws: `SecretError` where one is of no use to its platform.
    public init(
        samples: [String: [Secret]], signingKeys: [String: Secret], like own: Credentials, of platforms: [Platform]
    )
        throws(SecretError)
    {
        var verifiers: [String: Verifier] = [:]
        for platform in platforms {
            guard let secrets = samples[platform.name] else { continue }
            verifiers[platform.name] = try Verifier(
                platform.trust, secrets: secrets, names: own.names[platform.name])
        }
        self.init(
            secrets: samples, names: own.names, signingKeys: signingKeys.merging(own.signingKeys) { $1 },
            verifiers: verifiers)
    }

    init(
        secrets: [String: [Secret]], names: [String: [String]], signingKeys: [String: Secret],
        verifiers: [String: Verifier]
    ) {
        self.secrets = secrets
        self.names = names
        self.signingKeys = signingKeys
        self.verifiers = verifiers
    }
}
