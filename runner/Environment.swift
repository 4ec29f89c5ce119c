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

/// Reads every platform's credentials; where there are none at all, those of the platforms' documents stand in.
func readCredentials() throws -> (credentials: Credentials, areSamples: Bool) {
    let own = try readConfiguration(for: try Target(nil, in: catalog)).credentials()
    guard own.verifiers.isEmpty else { return (own, false) }
    let samples = try Credentials(
        samples: SampleSecrets.all, signingKeys: SampleSecrets.signingKeys, like: own, of: catalog)
    return (samples, true)
}

/// Reads the credentials to verify by, and says where everybody knows them.
func readCredentialsToVerify() throws -> Credentials {
    let (credentials, areSamples) = try readCredentials()
    if areSamples { say("no secrets are set: those that stand in the platforms' documents are good") }
    return credentials
}
