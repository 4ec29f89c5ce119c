public import LearnHooks
import Receiving

/// The configuration of a deployment: the only place that reads the environment.
///
/// It holds secrets, and prints as `<redacted>`.
public struct Configuration: Sendable, CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The origin that the actions of a platform name as their source, by the platform's name.
    public let sources: [String: String]
    /// The most bytes of actions that one event may make.
    public let mostActionBytes: Int
    let environment: [String: String]
    private let platforms: [Platform]
    let catalog: [Platform]
    /// The platforms' own APIs.
    let apis: [PlatformAPI]

    /// Reads the configuration of some platforms: `<PLATFORM>_SOURCE`, `MAX_ACTION_BYTES`.
    ///
    /// - Parameters:
    ///   - environment: The variables and their values; an empty one counts as not set.
    ///   - platforms: The platforms that are served; what is set for others is not looked at.
    ///   - catalog: All platforms that there are.
    ///   - apis: The platforms' own APIs.
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    public init(
        _ environment: [String: String], for platforms: [Platform], of catalog: [Platform], apis: [PlatformAPI] = []
    ) throws(ConfigurationError) {
        self.catalog = catalog
        self.apis = apis
        // An empty variable counts as not set, as in a compose file that hands on what is not set.
        self.environment = environment.filter { !$0.value.isEmpty }
        mostActionBytes =
            try self.environment.number("MAX_ACTION_BYTES", in: 1_024...(1 << 30)) ?? Receiver.usualActionBytes
        self.platforms = platforms
        var sources: [String: String] = [:]
        for platform in platforms {
            let variable = "\(platform.variables)_SOURCE"
            guard let source = self.environment[variable] else { continue }
            guard Self.isOrigin(source) else {
                throw ConfigurationError(
                    variable: variable, problem: "expected an origin, such as \(platform.source)")
            }
            sources[platform.name] = source
        }
        self.sources = sources
    }

    /// Whether a text is an origin: scheme, host and perhaps a port.
    ///
    /// Anything more, such as a password, would become part of every id.
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        var host = text.dropFirst(scheme.count)
        if let colon = host.lastIndex(of: ":"), host.last != "]" {
            guard UInt16(host[host.index(after: colon)...]) != nil else { return false }
            host = host[..<colon]
        }
        let inBrackets = host.hasPrefix("[") && host.hasSuffix("]")
        let allowed = inBrackets ? "0123456789abcdefABCDEF:." : "-."
        return host.utf8.count > (inBrackets ? 2 : 0)
            && (inBrackets ? host.dropFirst().dropLast() : host).utf8.allSatisfy { byte in
                allowed.utf8.contains(byte) || (!inBrackets && byte.isNameByte && byte != UInt8(ascii: "_"))
            }
    }

    /// Reads how each platform's deliveries are authenticated: `<PLATFORM>_SECRETS`, `<PLATFORM>_SECRETS_FILE`,
    /// `<PLATFORM>_PLATFORM_NAMES`, `<PLATFORM>_SIGNING_KEY`, `LEARNHOOKS_UNSIGNED`.
    ///
    /// Call it once: a file of secrets can be a pipe, which is empty when it is read again.
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    /// - Returns: The credentials; a platform without secrets that is not named as unsigned has no verifier.
    public func credentials() throws(ConfigurationError) -> Credentials {
        let unsigned = try unsignedPlatforms()
        var (allSecrets, allNames): ([String: [Secret]], [String: [String]]) = ([:], [:])
        var (signingKeys, verifiers): ([String: Secret], [String: Verifier]) = ([:], [:])
        for platform in platforms {
            let name = platform.name
            allNames[name] = try names(of: platform)
            signingKeys[name] = environment["\(platform.variables)_SIGNING_KEY"].map { Secret($0) }
            let (secrets, variable) = try secrets(of: platform)
            if unsigned.contains(name) {
                guard secrets.isEmpty else {
                    throw ConfigurationError(
                        variable: "LEARNHOOKS_UNSIGNED", problem: "\(name) has secrets in \(variable), too")
                }
                verifiers[name] = .unsigned
            } else if !secrets.isEmpty {
                allSecrets[name] = secrets
                do throws(SecretError) {
                    verifiers[name] = try Verifier(platform.trust, secrets: secrets, names: allNames[name])
                } catch {
                    throw ConfigurationError(variable: variable, problem: error.description)
                }
            }
        }
        return Credentials(secrets: allSecrets, names: allNames, signingKeys: signingKeys, verifiers: verifiers)
    }

    /// Reads the credentials of platforms that are to be served: `credentials()`, of one platform at least.
    ///
    /// - Throws: `ConfigurationError`, also if no platform can be served.
    /// - Returns: The credentials.
    public func credentialsToServe() throws(ConfigurationError) -> Credentials {
        let credentials = try credentials()
        guard credentials.verifiers.isEmpty else { return credentials }
        let variables = platforms.map { Deployment.secretsVariable(of: $0) }
        throw ConfigurationError(
            variable: variables.joined(separator: ", "),
            problem:
                "expected a secret: without one, no platform is served, unless LEARNHOOKS_UNSIGNED names it")
    }

    /// Reads a platform's secrets: separated by white space in `<PLATFORM>_SECRETS`, or by line ends where they are free text;
    /// one a line in the file that `<PLATFORM>_SECRETS_FILE` names.
    ///
    /// - Throws: `ConfigurationError` if the file cannot be read, or both variables are set.
    /// - Returns: The secrets, none where none are set, and the variable that holds them.
    private func secrets(of platform: Platform) throws(ConfigurationError) -> (secrets: [Secret], variable: String) {
        let variable = Deployment.secretsVariable(of: platform)
        guard let path = environment["\(variable)_FILE"] else {
            guard let text = environment[variable] else { return ([], variable) }
            let words = platform.trust.hasFreeTextSecrets ? text.lines : text.split(whereSeparator: \.isWhitespace)
            return (try secrets(words, in: variable), variable)
        }
        guard environment[variable] == nil else {
            throw ConfigurationError(variable: variable, problem: "\(variable)_FILE is set too: set only one of them")
        }
        let text = try text(of: path, in: "\(variable)_FILE")
        return (try secrets(text.lines, in: "\(variable)_FILE"), "\(variable)_FILE")
    }

    /// A variable that is set without a secret in it is a mistake, unlike one that is not set.
    private func secrets(_ words: [Substring], in variable: String) throws(ConfigurationError) -> [Secret] {
        guard !words.isEmpty else {
            throw ConfigurationError(variable: variable, problem: "expected a secret, found none")
        }
        // Bytes that are not UTF-8 became this character, which anyone can guess.
        guard !words.contains(where: { $0.unicodeScalars.contains("\u{FFFD}") }) else {
            throw ConfigurationError(variable: variable, problem: "expected text in UTF-8")
        }
        return words.map { Secret(String($0)) }
    }

    func text(of path: String, in variable: String) throws(ConfigurationError) -> String {
        let limit = 1 << 20
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try File(reading: path).readToEnd(limit: limit + 1)
        } catch {
            // The path is not repeated: it may be the secret itself, put into the wrong variable.
            throw ConfigurationError(variable: variable, problem: error.words)
        }
        guard bytes.count <= limit else {
            throw ConfigurationError(variable: variable, problem: "expected a file of \(limit) bytes at most")
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.hasPrefix("\u{FEFF}") else {
            throw ConfigurationError(variable: variable, problem: "expected text in UTF-8 without a byte order mark")
        }
        return text
    }

    /// Reads the names that a platform goes by, where its header is named after it: `<PLATFORM>_PLATFORM_NAMES`,
    /// separated by white space or commas; nil if none are set.
    ///
    /// - Throws: `ConfigurationError` if a name cannot be a part of a header's.
    private func names(of platform: Platform) throws(ConfigurationError) -> [String]? {
        let variable = "\(platform.variables)_PLATFORM_NAMES"
        guard let names = environment[variable]?.words else { return nil }
        let isGood = names.allSatisfy { $0.utf8.allSatisfy(\.isNameByte) }
        guard isGood, !names.isEmpty else {
            throw ConfigurationError(variable: variable, problem: "expected names of letters, digits and hyphens")
        }
        return names
    }

    private func unsignedPlatforms() throws(ConfigurationError) -> [String] {
        let names = environment["LEARNHOOKS_UNSIGNED"]?.words ?? []
        guard names.allSatisfy({ name in catalog.contains { $0.name == name } }) else {
            throw ConfigurationError(
                variable: "LEARNHOOKS_UNSIGNED",
                problem: "expected names of platforms: \(catalog.map(\.name).joined(separator: ", "))")
        }
        return names
    }
}

extension String {
    /// The parts between white space and commas.
    var words: [String] { split { $0.isWhitespace || $0 == "," }.map(String.init) }

    /// The lines that are not empty, without white space around them.
    fileprivate var lines: [Substring] {
        split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
    }
}

extension Substring {
    /// The text without white space around it, which editors and shells leave behind.
    var trimmed: Substring {
        let head = drop { $0.isWhitespace }
        return head[..<(head.lastIndex { !$0.isWhitespace }.map(head.index(after:)) ?? head.startIndex)]
    }
}

extension UInt8 {
    /// Whether the byte is a letter, a digit, a hyphen or an underscore.
    package var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
