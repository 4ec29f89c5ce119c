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
    /// The secrets of a platform, or those of its documents where none are set.
    func secretsOrSamples(of platform: Platform) throws -> [Secret] {
        let secrets = try secrets(of: platform).secrets
        return secrets.isEmpty ? SampleSecrets.all[platform.name] ?? [] : secrets
    }
}
