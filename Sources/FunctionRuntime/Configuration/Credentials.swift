public import LearnHooks
public import Receiving

/// The secrets, names and verifiers of each platform, by the platform's name.
public struct Credentials: Sendable {
    /// The secrets.
    public let secrets: [String: [Secret]]
    /// The names that a platform goes by, where its header is named after it and they are not the usual ones.
    public let names: [String: [String]]
    /// The private keys that deliveries are signed with, where those are not the receiver's secrets.
    public let signingKeys: [String: Secret]
    /// How deliveries are verified; a platform without a verifier is not served.
    public let verifiers: [String: Verifier]

    /// Returns the credentials with secrets for platforms that have none: to try things out.
    ///
    /// - Parameters:
    ///   - secrets: The secrets, by the platform's name.
    ///   - signingKeys: The private keys to public ones among them.
    ///   - platforms: The platforms.
    /// - Returns: The credentials.
    /// - Throws: `SecretError` if a secret is of no use to its platform.
    public func adding(
        _ secrets: [String: [Secret]], signingKeys: [String: Secret] = [:], of platforms: [Platform]
    ) throws(SecretError) -> Credentials {
        var (allSecrets, verifiers) = (self.secrets, verifiers)
        for platform in platforms where verifiers[platform.name] == nil {
            guard let secrets = secrets[platform.name] else { continue }
            allSecrets[platform.name] = secrets
            verifiers[platform.name] = try Verifier(platform.trust, secrets: secrets, names: names[platform.name])
        }
        return Credentials(
            secrets: allSecrets, names: names, signingKeys: signingKeys.merging(self.signingKeys) { $1 },
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
