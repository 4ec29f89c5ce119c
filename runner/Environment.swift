import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The names of every platform and function.
let functionNames = catalog.flatMap { [$0.name] + $0.functionNames }

/// Reads what the environment says of the platforms that are served.
func readConfiguration(for target: Target) throws -> Configuration {
    try Configuration(ProcessInfo.processInfo.environment, for: target.platforms, of: catalog)
}

extension Configuration {
    /// Every platform's secrets, by its name; where no platform has any, those of the platforms' documents.
    func secretsOrSamples() throws -> (secrets: [String: [Secret]], areSamples: Bool) {
        var secrets: [String: [Secret]] = [:]
        for platform in catalog {
            let own = try self.secrets(of: platform).secrets
            if !own.isEmpty { secrets[platform.name] = own }
        }
        let isSet = try !secrets.isEmpty || !verifiers().isEmpty
        return isSet ? (secrets, false) : (SampleSecrets.all, true)
    }

    /// How deliveries are verified; where no platform has secrets, by those of the platforms' documents.
    func verifiersOrSamples() throws -> [String: Verifier] {
        let (secrets, areSamples) = try secretsOrSamples()
        guard areSamples else { return try verifiers() }
        say("no secrets are set: those that stand in the platforms' documents are good")
        var verifiers: [String: Verifier] = [:]
        for platform in catalog {
            verifiers[platform.name] = try Verifier(
                platform.trust, secrets: secrets[platform.name] ?? [], names: try names(of: platform))
        }
        return verifiers
    }
}
