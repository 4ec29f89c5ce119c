public import LearnHooks

/// What those who deploy the function need to know of it.
public enum Deployment: Sendable {
    /// The port that it listens at where nothing else is said.
    public static let port = 8_080
    /// Where it says that it is alive.
    public static let livenessPath = ServicePage.liveness.rawValue
    /// Where it says that it takes requests.
    public static let readinessPath = ServicePage.readiness.rawValue

    /// The variable that holds a platform's secrets.
    public static func secretsVariable(of platform: Platform) -> String { "\(platform.variables)_SECRETS" }
}

extension Platform {
    /// What the platform's variables begin with.
    var variables: String { name.uppercased() }
}
