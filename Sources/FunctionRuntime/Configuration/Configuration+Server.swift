import HTTPClient
public import Logging

/// How a function is called over HTTP, by the name that the Functions Framework gives it.
public enum SignatureType: String, Sendable, CaseIterable {
    /// The request is a delivery of a platform, and is verified.
    case http
    /// The request brings CloudEvents of a broker, which is trusted.
    case cloudevent
}

extension Configuration {
    /// Reads what the function serves: `FUNCTION_TARGET`, else `_HANDLER` where that is not `bootstrap`; nil for everything.
    public static func targetName(in environment: [String: String]) -> String? {
        let names = [environment["FUNCTION_TARGET"], environment["_HANDLER"].flatMap { $0 == "bootstrap" ? nil : $0 }]
        return names.compactMap(\.self).first { !$0.isEmpty }
    }

    /// Reads where AWS Lambda's Runtime API is: `AWS_LAMBDA_RUNTIME_API`; nil if Lambda does not run the function.
    ///
    /// - Throws: `ConfigurationError` if it is no address.
    static func runtimeAPI(in environment: [String: String]) throws(ConfigurationError) -> HTTPAddress? {
        let variable = "AWS_LAMBDA_RUNTIME_API"
        guard let address = environment[variable], !address.isEmpty else { return nil }
        do throws(HTTPAddress.Problem) {
            return try HTTPAddress(
                address.contains("://") ? address : "http://\(address)", expected: "host:port, as Lambda sets it")
        } catch {
            throw ConfigurationError(variable: variable, problem: error.description)
        }
    }

    /// Reads how the function is called: `FUNCTION_SIGNATURE_TYPE`.
    ///
    /// - Throws: `ConfigurationError` if it names another way.
    public func signatureType() throws(ConfigurationError) -> SignatureType {
        try choice("FUNCTION_SIGNATURE_TYPE") ?? .http
    }

    /// Reads from which level on is logged: `LOG_LEVEL`.
    ///
    /// - Throws: `ConfigurationError` if it names no level.
    public func logLevel() throws(ConfigurationError) -> Logger.Level {
        try choice("LOG_LEVEL") ?? .info
    }

    /// Reads where the server listens, what it shows, what it takes and how it ends: `HOST`, `PORT`, `ADMIN`,
    /// `TLS_CERTIFICATE_FILE`, `TLS_KEY_FILE`, `SHUTDOWN_DELAY` and its limits.
    ///
    /// - Parameter host: The address where `HOST` is not set.
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    /// - Returns: The options.
    public func server(host: String) throws(ConfigurationError) -> HTTPServer.Options {
        var options = HTTPServer.Options(
            host: environment["HOST"].map(Self.withoutBrackets) ?? host,
            port: try number("PORT", in: 0...65_535) ?? Deployment.port)
        options.hostVariable = environment["HOST"] == nil ? nil : "HOST"
        options.identity = try identity()
        options.admin = try admin()
        if options.identity != nil { options.limits.connections = HTTPLimits.connectionsOverTLS }
        options.shutdownDelay = try number("SHUTDOWN_DELAY", in: 0...3_600) ?? options.shutdownDelay
        for limit in HTTPLimits.variables {
            options.limits[keyPath: limit.path] =
                try number(limit.name, in: limit.range) ?? options.limits[keyPath: limit.path]
        }
        let least = options.limits.leastBodiesBytes
        guard options.limits.bodiesBytes >= least || environment["MAX_BODIES_BYTES"] == nil else {
            throw ConfigurationError(
                variable: "MAX_BODIES_BYTES",
                problem: "expected twice MAX_BODY_BYTES at least, which is \(least): one body must come through")
        }
        return options
    }

    /// Reads the certificate that the server shows, and its key.
    private func identity() throws(ConfigurationError) -> ServerIdentity? {
        let variables = (certificate: "TLS_CERTIFICATE_FILE", key: "TLS_KEY_FILE")
        switch (environment[variables.certificate], environment[variables.key]) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            do throws(ServerIdentity.Problem) {
                return try ServerIdentity(certificateFile: certificate, keyFile: key)
            } catch {
                throw ConfigurationError(
                    variable: error.isOfKey ? variables.key : variables.certificate, problem: error.description)
            }
        case (let certificate, _):
            throw ConfigurationError(
                variable: certificate == nil ? variables.certificate : variables.key,
                problem: "expected the other file of the pair: a certificate and its key are set together")
        }
    }

    /// Reads where health and metrics are, where they are not to be public: `ADMIN`, host and port.
    private func admin() throws(ConfigurationError) -> (host: String, port: Int)? {
        guard let text = environment["ADMIN"] else { return nil }
        do throws(HTTPAddress.Problem) {
            let address = try HTTPAddress("http://\(text)")
            guard address.path == "/", text.hasSuffix(":\(address.port)") else {
                throw HTTPAddress.Problem(description: "")
            }
            return (address.host, address.port)
        } catch {
            throw ConfigurationError(variable: "ADMIN", problem: "expected host:port, such as 127.0.0.1:9090")
        }
    }

    /// An IPv6 address may be written as in a URL: `[::]`.
    private static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// Reads the prefix of every path, if a gateway does not remove it: `PATH_PREFIX`.
    ///
    /// - Throws: `ConfigurationError` if it is no path.
    /// - Returns: The path, as in "/hooks"; nothing, where nothing stands before.
    public func pathPrefix() throws(ConfigurationError) -> String {
        guard let text = environment["PATH_PREFIX"] else { return "" }
        let segments = text.split(separator: "/")
        guard text.hasPrefix("/"), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3F && $0 != 0x23 })
        else { throw ConfigurationError(variable: "PATH_PREFIX", problem: "expected a path such as /hooks") }
        return segments.map { "/\($0)" }.joined()
    }

    /// Reads a number.
    func number(_ variable: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        try environment.number(variable, in: range)
    }

    /// Reads one word of several.
    func choice<Word: RawRepresentable<String> & CaseIterable>(
        _ variable: String
    ) throws(ConfigurationError) -> Word? {
        guard let text = environment[variable] else { return nil }
        guard let word = Word(rawValue: text.lowercased()) else {
            throw ConfigurationError(
                variable: variable, problem: "expected one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }
}

extension HTTPLimits {
    /// The variables that set limits.
    static let variables:
        [(name: String, path: any (WritableKeyPath<HTTPLimits, Int> & Sendable), range: ClosedRange<Int>)] = [
            ("MAX_BODY_BYTES", \.bodyBytes, 1...(64 << 20)),
            ("MAX_BODIES_BYTES", \.bodiesBytes, 1...(4 << 30)),
            ("MAX_HEAD_BYTES", \.headBytes, 256...(1 << 20)),
            ("HEAD_TIMEOUT", \.headSeconds, 1...3_600),
            ("BODY_TIMEOUT", \.bodySeconds, 1...3_600),
            ("IDLE_TIMEOUT", \.idleSeconds, 1...3_600),
            ("MAX_CONNECTIONS", \.connections, 1...1_000_000),
            ("MAX_IN_FLIGHT", \.deliveriesInFlight, 1...1_000_000),
        ]
}

extension [String: String] {
    /// Reads a number.
    func number(_ variable: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let text = self[variable] else { return nil }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text),
            range.contains(number)
        else {
            throw ConfigurationError(
                variable: variable, problem: "expected a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
