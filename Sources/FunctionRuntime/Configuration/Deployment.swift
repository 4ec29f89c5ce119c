public import LearnHooks
import Receiving

/// Facts about the function that manifests and images need.
public enum Deployment: Sendable {
    /// The port that it listens at by default.
    public static let port = 8_080
    /// The path of the liveness check.
    public static let livenessPath = ServicePage.liveness.rawValue
    /// The path of the readiness check.
    public static let readinessPath = ServicePage.readiness.rawValue

    /// The folder for what outlives the function, if the deployment provides it.
    public static let folder = "/var/lib/learnhooks"
    /// The journal's file in that folder, if it keeps a journal.
    public static let journalFile = "journal.sqlite"

    /// The optional variables, which a deployment passes on if they are set.
    public static func optionalVariables(of platforms: [Platform]) -> [String] {
        let names = platforms.filter(\.trust.isNamedAfterPlatform).map { "\($0.variables)_PLATFORM_NAMES" }
        return platforms.map { "\($0.variables)_SOURCE" } + names + [
            "LEARNHOOKS_UNSIGNED", "ACTIONS_FORMAT", "XAPI_ACTOR", "XAPI_INCLUDE", "SINK_AUTHORIZATION", "SINK_TIMEOUT",
            "MAX_ACTION_BYTES", "PATH_PREFIX", "LOG_LEVEL", "SHUTDOWN_DELAY",
        ] + HTTPLimits.variables.map(\.name)
    }

    /// The variable that holds a platform's secrets.
    public static func secretsVariable(of platform: Platform) -> String { "\(platform.variables)_SECRETS" }
}

extension Platform {
    /// What the platform's variables begin with.
    var variables: String { name.uppercased() }
}
