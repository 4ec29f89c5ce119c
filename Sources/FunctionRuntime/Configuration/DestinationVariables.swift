/// The variables of one destination: `DESTINATION_<NAME>_…`, and for the one that is called `default` the short ones.
struct DestinationVariables {
    /// What is set of a destination.
    enum Setting: String, CaseIterable {
        case url = "URL"
        case urlFile = "URL_FILE"
        case format = "FORMAT"
        case kinds = "KINDS"
        case platforms = "PLATFORMS"
        case authorization = "AUTHORIZATION"
        case authorizationFile = "AUTHORIZATION_FILE"
        case signingSecret = "SIGNING_SECRET"
        case caFile = "CA_FILE"
        case timeout = "TIMEOUT"
        case batch = "BATCH"
        case concurrency = "CONCURRENCY"
        case rate = "RATE"
        case xapiVersion = "XAPI_VERSION"
        case actor = "ACTOR"
        case include = "INCLUDE"
        case enrich = "ENRICH"
        case from = "FROM"
    }

    /// The name of the destination that `ACTIONS_TO` is short for.
    static let short = "DEFAULT"
    private static let prefix = "DESTINATION_"
    private static let shortVariables: [Setting: String] = [
        .format: "ACTIONS_FORMAT", .authorization: "SINK_AUTHORIZATION", .timeout: "SINK_TIMEOUT", .actor: "XAPI_ACTOR",
        .include: "XAPI_INCLUDE",
    ]

    /// The destination's name, in capitals.
    let name: String
    private let environment: [String: String]

    /// Finds the destinations that have a variable, in the order of their names.
    ///
    /// - Throws: `ConfigurationError` for an unknown variable, unless Kubernetes sets it.
    static func all(in environment: [String: String]) throws(ConfigurationError) -> [DestinationVariables] {
        var names: Set<String> = []
        for variable in environment.keys.sorted() where variable.hasPrefix(prefix) {
            let rest = variable.dropFirst(prefix.count)
            let name = rest.prefix { $0 != "_" }
            let isName =
                !name.isEmpty && name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
            if isName, Setting(rawValue: String(rest.dropFirst(name.count + 1))) != nil {
                names.insert(String(name))
            } else if !isOfKubernetes(variable) {
                throw ConfigurationError(
                    variable: variable,
                    problem:
                        "expected DESTINATION_<NAME>_ with a name of capitals and digits, and one of \(Setting.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
        }
        let shortURL = url(in: environment)
        if shortURL == "ACTIONS_TO", environment["\(prefix)\(short)_URL"] != nil {
            throw ConfigurationError(
                variable: "ACTIONS_TO", problem: "\(prefix)\(short)_URL is set too: set only one of them")
        }
        if shortURL != nil { names.insert(short) }
        return names.sorted().map { DestinationVariables(name: $0, environment: environment) }
    }

    /// Whether Kubernetes sets a variable, for a Service whose name begins with `destination`.
    ///
    /// Source: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
    private static func isOfKubernetes(_ variable: String) -> Bool {
        variable.hasSuffix("_PORT") || variable.contains("_PORT_") || variable.contains("_SERVICE_")
    }

    /// The variable that holds a URL in short: `ACTIONS_TO`, else `K_SINK`, or nil if there is none, or no URL.
    private static func url(in environment: [String: String]) -> String? {
        guard let text = environment["ACTIONS_TO"] else { return environment["K_SINK"] == nil ? nil : "K_SINK" }
        return text == "response" || text == "stdout" ? nil : "ACTIONS_TO"
    }

    /// The variable of a setting of the destination, whether it is set or not.
    func variable(_ setting: Setting) -> String {
        let variable = "\(Self.prefix)\(name)_\(setting.rawValue)"
        guard name == Self.short, environment[variable] == nil else { return variable }
        return (setting == .url ? Self.url(in: environment) : Self.shortVariables[setting]) ?? variable
    }

    /// What a variable of the destination's says, or nil if it is not set.
    func value(_ setting: Setting) -> String? { environment[variable(setting)] }

    /// Throws where a variable of the destination's own is set.
    func refuse(_ settings: Setting..., because reason: String) throws(ConfigurationError) {
        for setting in settings {
            let variable = "\(Self.prefix)\(name)_\(setting.rawValue)"
            if environment[variable] != nil { throw ConfigurationError(variable: variable, problem: reason) }
        }
    }
}
