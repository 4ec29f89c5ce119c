import FunctionRuntime
import LearnHooks
import Receiving

/// Secrets that are made for one run, for platforms that have none.
struct MadeSecrets {
    /// The credentials of every platform: the configured ones, and those that were made.
    let credentials: Credentials
    /// The secrets that were made, as a person types them, by the platform's name.
    let texts: [String: String]

    /// Makes a secret for each platform that has none.
    ///
    /// - Throws: `SecretError` if a made one is of no use, which would be a fault.
    init(completing own: Credentials, of platforms: [Platform]) throws(SecretError) {
        var texts: [String: String] = [:]
        for platform in platforms where own.verifiers[platform.name] == nil {
            texts[platform.name] = platform.trust.secret(of: Self.randomBytes)
        }
        self.texts = texts
        credentials = try own.adding(texts.mapValues { [Secret($0)] }, of: platforms)
    }

    /// The made secrets as variables of a function.
    var variables: [String: String] {
        Dictionary(uniqueKeysWithValues: texts.map { ("\($0.key.uppercased())_SECRETS", $0.value) })
    }

    /// Writes the made secrets to a file for `simulate` and `sign`, if there are any, and reports a failure.
    func leave(for port: Int) -> RunSecrets? {
        guard !texts.isEmpty else { return nil }
        do {
            let left = try RunSecrets(port: port)
            try left.leave(texts)
            return left
        } catch {
            say("sign and simulate cannot read the secrets of this run: \(error)")
            return nil
        }
    }

    /// A token, as a person chooses it when creating a webhook.
    static func token() -> String { Trust.urlSegment.secret(of: randomBytes) }

    /// As many bytes as a secret has.
    private static var randomBytes: [UInt8] {
        // The system's generator is a cryptographic one.
        (0..<24).map { _ in UInt8.random(in: .min ... .max) }
    }
}
