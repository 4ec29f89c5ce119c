import Catalog
import FunctionRuntime
import LearnHooks
import Receiving
import Simulation

/// Who takes part in a simulation: the platforms, and what each signs with.
struct SimulationCast {
    let platforms: [SimulatedPlatform]
    private let credentials: Credentials

    /// Chooses the platforms.
    ///
    /// - Parameters:
    ///   - functions: Platforms and functions by name, or none for every platform that has a secret.
    ///   - url: The server that is sent to; where nil, the secrets of the platforms' documents are good.
    ///   - way: What learners do; a platform without a journey is simulated by its samples.
    ///   - isExpecting: Whether the actions that are due are asked for.
    /// - Throws: `UsageError` if a platform cannot take part.
    init(_ functions: [String], for url: String?, by way: Simulate.Way, isExpecting: Bool) throws {
        let targets = try functions.map { try Target($0, in: catalog) }
        let configuration = try readConfiguration(for: try Target(nil, in: catalog))
        let (found, areSamples) = try readCredentials(forServerAt: url)
        let own = url != nil && areSamples ? try configuration.credentials() : found
        credentials = own
        func canSign(_ platform: Platform) -> Bool { own.signingSecret(of: platform) != nil }
        for platform in targets.flatMap(\.platforms) where !canSign(platform) {
            throw UsageError(
                description: "\(platform.name): expected a secret in \(platform.name.uppercased())_SECRETS")
        }
        let chosen =
            targets.isEmpty
            ? catalog.filter(canSign)
            : catalog.filter { platform in targets.contains { $0.platforms.contains { $0.name == platform.name } } }
        guard !chosen.isEmpty else {
            throw UsageError(
                description:
                    "no platform has a secret: expected variables such as \(catalog[0].name.uppercased())_SECRETS, or a running `learnhooks serve` on this machine"
            )
        }
        platforms = try chosen.map { platform in
            let mine = targets.filter { $0.platforms.contains { $0.name == platform.name } }
            let types = mine.isEmpty || mine.contains { $0.eventType == nil } ? nil : Set(mine.compactMap(\.eventType))
            let source = configuration.sources[platform.name]
            if way == .journeys, let journey = platform.journey {
                return SimulatedPlatform(platform, types: types, source: source, by: .journey(journey))
            }
            guard !isExpecting || (source ?? platform.source) == platform.source else {
                throw UsageError(
                    description:
                        "--expect: the samples of \(platform.name) name another source than \(platform.name.uppercased())_SOURCE"
                )
            }
            return SimulatedPlatform(platform, types: types, by: .samples(try SampleEvent.all(of: platform)))
        }
    }

    /// Returns the delivery of one attempt.
    ///
    /// - Throws: `UsageError` if the secret is of no use to the platform.
    func delivery(of message: SimulatedMessage, at time: Timestamp) throws -> Delivery {
        let platform = message.event.platform
        guard let secret = credentials.signingSecret(of: platform) else {
            throw UsageError(description: "\(platform.name): expected a secret to sign with")
        }
        do throws(SecretError) {
            return try message.delivery(signedBy: secret, names: credentials.names[platform.name], at: time)
        } catch {
            throw UsageError(description: "\(platform.name): \(error)")
        }
    }
}

extension Credentials {
    /// What a platform's deliveries are signed with, or nil if there is nothing.
    ///
    /// A public key verifies, and signs nothing.
    func signingSecret(of platform: Platform) -> Secret? {
        secrets[platform.name]?.first { !$0.isPublicKey }
            // Any secret will do for a platform that is served unsigned.
            ?? (verifiers[platform.name]?.isUnsigned == true
                ? platform.documents?.sampleSecrets.first.map { Secret($0) } : nil)
    }
}
