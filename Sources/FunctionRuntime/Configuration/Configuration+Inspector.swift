package import Inspector
package import LearnHooks
package import Receiving

extension Configuration {
    /// Reads who may open the inspector of a deployed function, at the address of health and metrics: `INSPECTOR_TOKEN`,
    /// `INSPECTOR_HOSTS`.
    ///
    /// - Parameters:
    ///   - options: Where the function listens.
    ///   - receiver: What makes its receipts.
    ///   - credentials: What it holds of each platform, or nil if a broker calls it, who is trusted.
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says, or where something else is missing.
    /// - Returns: What the inspector is told, or nil if there is none.
    package func inspector(
        at options: HTTPServer.Options, _ receiver: Receiver, secrets credentials: Credentials?
    ) throws(ConfigurationError) -> Inspector.Surroundings? {
        let variable = "INSPECTOR_TOKEN"
        let token: String
        switch (environment[variable], environment["\(variable)_FILE"]) {
        case (nil, nil): return nil
        case (let text?, nil): token = text
        case (nil, let path?): token = String(try text(of: path, in: "\(variable)_FILE")[...].trimmed)
        case (_?, _?):
            throw ConfigurationError(variable: variable, problem: "\(variable)_FILE is set too: set only one of them")
        }
        guard token.utf8.count >= Self.fewestTokenBytes else {
            throw ConfigurationError(variable: variable, problem: "expected \(Self.fewestTokenBytes) bytes at least")
        }
        guard let admin = options.admin else {
            throw ConfigurationError(
                variable: variable, problem: "expected ADMIN to be set too: the inspector is served there")
        }
        guard HTTPServer.Options.isLoopback(admin.host) || options.identity != nil else {
            throw ConfigurationError(
                variable: variable,
                problem: "other machines can reach ADMIN: expected TLS_CERTIFICATE_FILE, or 127.0.0.1:9090")
        }
        guard environment["JOURNAL"] != nil else {
            throw ConfigurationError(
                variable: variable, problem: "expected JOURNAL to be set too: the inspector shows it")
        }
        var surroundings = Inspector.Surroundings(receiver, credentials, of: catalog)
        surroundings.token = token
        surroundings.names = Set((environment["INSPECTOR_HOSTS"]?.words ?? []).map { $0.lowercased() })
        return surroundings
    }

    /// The fewest bytes of a token: what is shorter can be guessed.
    private static let fewestTokenBytes = 16
}

extension Inspector.Surroundings {
    /// What an inspector is told of a function.
    ///
    /// - Parameters:
    ///   - receiver: What makes the function's receipts.
    ///   - credentials: What it holds of each platform, by which causes of refusals are found.
    ///   - catalog: All platforms that there are.
    package init(_ receiver: Receiver, _ credentials: Credentials?, of catalog: [Platform]) {
        self.init()
        let diagnosis = Diagnosis(
            platforms: catalog, secrets: credentials?.secrets ?? [:], names: credentials?.names ?? [:])
        causes = { diagnosis.causes(of: $0, of: $1) }
        platforms = receiver.target.platforms
        prefix = receiver.pathPrefix
    }
}
