public import LearnHooks

/// What a deployment sets, read from the environment: the one place that does.
public struct Configuration: Sendable {
    /// The origin that the actions of a platform name as their source, by the platform's name.
    public let sources: [String: String]

    /// Reads the configuration of some platforms: `<PLATFORM>_SOURCE`.
    ///
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    public init(_ environment: [String: String], for platforms: [Platform]) throws(ConfigurationError) {
        var sources: [String: String] = [:]
        for platform in platforms {
            let variable = "\(platform.name.uppercased())_SOURCE"
            guard let source = environment[variable], !source.isEmpty else { continue }
            guard Self.isOrigin(source) else {
                throw ConfigurationError(
                    variable: variable, problem: "expected an absolute URL, such as \(platform.source)")
            }
            sources[platform.name] = source
        }
        self.sources = sources
    }

    /// Whether a text is an absolute http(s) URL with a host, and nothing in it that a URL cannot hold.
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.dropFirst(scheme.count)
        return rest.first.map { $0.isLetter || $0.isNumber || $0 == "[" } ?? false
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
    }
}

/// The error of a variable that cannot be what it says; it names the variable and never its value.
public struct ConfigurationError: Error, CustomStringConvertible, Sendable, Equatable {
    /// The variable's name.
    public let variable: String
    /// What was expected.
    public let problem: String

    /// The variable and what was expected of it.
    public var description: String { "\(variable): \(problem)" }
}
