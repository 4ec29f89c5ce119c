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

/// Reads the configuration of the platforms that are served from the environment.
///
/// - Parameters:
///   - target: What is served.
///   - unsigned: The platforms that the command line names as unsigned, besides those of the environment.
/// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
/// - Returns: The configuration.
func readConfiguration(for target: Target, unsigned: [String] = []) throws -> Configuration {
    var environment = ProcessInfo.processInfo.environment
    if !unsigned.isEmpty {
        environment["LEARNHOOKS_UNSIGNED", default: ""] += " " + unsigned.joined(separator: " ")
    }
    return try Configuration(environment, for: target.platforms, of: catalog, apis: apis)
}

/// Reads what the environment says is served.
func environmentTarget() -> String? {
    Configuration.targetName(in: ProcessInfo.processInfo.environment)
}

/// The number of cores that can be used.
var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

/// Reads every platform's credentials; if there are none at all, the sample secrets of the platforms' documents are used.
///
/// - Parameter url: The server that is sent to: where it is one of this machine that `serve` runs, a platform without credentials
///   has the secret that was made for the run.
/// - Throws: What `readConfiguration` throws.
/// - Returns: The credentials, and whether everybody knows them.
func readCredentials(forServerAt url: String? = nil) throws -> (credentials: Credentials, areSamples: Bool) {
    var own = try readConfiguration(for: try Target(nil, in: catalog)).credentials()
    if let made = url.flatMap({ RunSecrets(url: $0) }) { own = try own.adding(made.secrets, of: catalog) }
    guard own.verifiers.isEmpty else { return (own, false) }
    // The sample secrets are public: with them `sign`, `explain` and `invoke --verify` work at once. A deployed function never uses
    // them.
    let documents = Dictionary(uniqueKeysWithValues: catalog.map { ($0.name, $0.documents) })
    return (
        try own.adding(
            documents.mapValues { ($0?.sampleSecrets ?? []).map { Secret($0) } },
            signingKeys: documents.compactMapValues { $0?.sampleSigningKey.map { Secret($0) } }, of: catalog), true
    )
}

/// Reads the credentials to verify with, and says if they are the public sample secrets.
func readCredentialsToVerify() throws -> Credentials {
    let (credentials, areSamples) = try readCredentials()
    if areSamples { say("no secrets are set: the sample secrets of the platforms' documents are used") }
    return credentials
}
