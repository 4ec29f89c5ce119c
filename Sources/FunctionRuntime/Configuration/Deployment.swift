public import LearnHooks

/// What those who deploy the function need to know of it.
public enum Deployment: Sendable {
    /// The port that it listens at where nothing else is said.
    public static let port = 8_080
    /// Where it says that it is alive.
    public static let livenessPath = ServicePage.liveness.rawValue
    /// Where it says that it takes requests.
    public static let readinessPath = ServicePage.readiness.rawValue

    /// Where it keeps what is to outlive it, as far as its deployment gives it room there.
    public static let folder = "/var/lib/learnhooks"
    /// The file in that folder which is its journal, where it keeps one.
    public static let journalFile = "journal.sqlite"

    /// The variables that can be set and need not be: what a deployment hands on of what it was given.
    public static func optionalVariables(of platforms: [Platform]) -> [String] {
        let names = platforms.filter(\.trust.isHeaderNamed).map { "\($0.variables)_PLATFORM_NAMES" }
        return platforms.map { "\($0.variables)_SOURCE" } + names + [
            "LEARNHOOKS_UNSIGNED", "ACTIONS_FORMAT", "XAPI_ACTOR", "XAPI_INCLUDE", "SINK_AUTHORIZATION", "SINK_TIMEOUT",
            "MAX_ACTION_BYTES", "PATH_PREFIX", "LOG_LEVEL", "SHUTDOWN_DELAY",
        ] + HTTPLimits.variables.map(\.name)
    }

    /// The variable that holds a platform's secrets.
    public static func secretsVariable(of platform: Platform) -> String { "\(platform.variables)_SECRETS" }
}

extension Trust {
    /// Whether its header is named after a name that the platform goes by.
    fileprivate var isHeaderNamed: Bool {
        if case .hmacSHA256(let header, _, _, _) = self { header.contains("{name}") } else { false }
    }
}

extension Platform {
    /// What the platform's variables begin with.
    var variables: String { name.uppercased() }
}
