import ActionFormats
import Calling
package import Dispatching
package import HTTPClient
package import LearnHooks
import Receiving

extension Configuration {
    /// The name of the destination that `ACTIONS_TO` is short for.
    static let shortName = DestinationVariables.short.lowercased()

    /// Reads the destinations: `DESTINATION_<NAME>_…`, `ACTIONS_TO`, else `K_SINK`, and what is short for the rest;
    /// `K_CE_OVERRIDES`, `SSL_CERT_FILE`.
    ///
    /// - Parameter clock: The time at which a request is signed, where a destination asks for that.
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    /// - Returns: The destinations, in the order of their names.
    package func destinations(
        clock: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) throws(ConfigurationError) -> [Destination] {
        var destinations: [Destination] = []
        var directories: [String: LearnerDirectory] = [:]
        for variables in try DestinationVariables.all(in: environment) {
            if environment["JOURNAL"] == nil {
                try variables.refuse(.from, .enrich, because: "expected not to be set: there is no journal")
            }
            let address = try address(variables)
            let format = try format(variables)
            var destination = Destination(name: variables.name.lowercased(), address: address, format: format)
            destination.filter = try filter(variables, format.name)
            destination.authorization = try authorization(variables)
            destination.sign = try signer(variables, clock)
            destination.seconds = try number(variables.variable(.timeout), in: Self.seconds) ?? destination.seconds
            destination.concurrency =
                try number(variables.variable(.concurrency), in: 1...512) ?? destination.concurrency
            destination.from = try start(variables)
            if let platform = variables.value(.enrich) {
                destination.directory = try directory(of: platform, variables, format.name, known: directories)
                directories[platform] = destination.directory
            }
            destination.rate = try number(variables.variable(.rate), in: 1...100_000)
            destination.batch =
                try number(variables.variable(.batch), in: 1...(format.name.batch > 1 ? 1_000 : 1)) ?? destination.batch
            destination.roots = try roots(of: variables.variable(.caFile))
            destinations.append(destination)
        }
        let others = destinations.indices.filter { destinations[$0].roots == nil }
        // All destinations share one TLS context, because it is large and slow to make.
        let systemRoots = try systemRoots(areNeeded: others.contains { destinations[$0].isSecure })
        for index in others { destinations[index].roots = systemRoots }
        return destinations
    }

    /// Reads where a destination is.
    private func address(_ variables: DestinationVariables) throws(ConfigurationError) -> WatchedFiles<HTTPAddress> {
        let expected =
            variables.variable(.url) == "ACTIONS_TO"
            ? "response, stdout or a URL such as https://lrs.example/xAPI/statements"
            : "a URL such as https://lrs.example/xAPI/statements"
        guard
            let address = try content(
                of: .url, or: .urlFile, variables,
                { text throws(ConfigurationError) in
                    do throws(HTTPAddress.Problem) {
                        return try HTTPAddress(text.value, expected: expected)
                    } catch {
                        throw ConfigurationError(variable: text.variable, problem: error.description)
                    }
                })
        else {
            throw ConfigurationError(
                variable: variables.variable(.url),
                problem: "expected \(expected), or a file of it in \(variables.variable(.urlFile))")
        }
        return address
    }

    /// Reads the value of the `Authorization` header for a destination, such as `Basic …`.
    private func authorization(
        _ variables: DestinationVariables
    ) throws(ConfigurationError) -> WatchedFiles<String>? {
        try content(of: .authorization, or: .authorizationFile, variables) { text throws(ConfigurationError) in
            guard text.value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !text.value.isEmpty else {
                throw ConfigurationError(variable: text.variable, problem: "expected one line of printable ASCII")
            }
            return text.value
        }
    }

    /// Reads what stands in a variable, or in the file that another one names, which is read again when it changes.
    ///
    /// - Throws: `ConfigurationError` if both are set, or what is there cannot be what it says.
    /// - Returns: What was read, or nil if neither is set.
    private func content<Value: Sendable>(
        of setting: DestinationVariables.Setting, or file: DestinationVariables.Setting,
        _ variables: DestinationVariables,
        _ read: @escaping @Sendable ((variable: String, value: String)) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> WatchedFiles<Value>? {
        let (variable, fileVariable) = (variables.variable(setting), variables.variable(file))
        guard let path = environment[fileVariable] else {
            guard let text = environment[variable] else { return nil }
            let value = try read((variable, text))
            return WatchedFiles([]) { value }
        }
        guard environment[variable] == nil else {
            throw ConfigurationError(variable: variable, problem: "\(fileVariable) is set too: set only one of them")
        }
        let files = WatchedFiles([path]) {
            try read((fileVariable, String(try text(of: path, in: fileVariable)[...].trimmed)))
        }
        do {
            _ = try files.value()
        } catch {
            throw error as? ConfigurationError
                ?? ConfigurationError(variable: fileVariable, problem: "expected a file that can be read")
        }
        return files
    }

    /// Reads how rows are written.
    private func format(_ variables: DestinationVariables) throws(ConfigurationError) -> DestinationFormat {
        let name: DestinationFormat.Name = try choice(variables.variable(.format)) ?? .cloudevents
        if name != .xapi {
            try variables.refuse(
                .xapiVersion, .actor, .include, because: "expected not to be set: the format is \(name.rawValue)")
        }
        let overrides = variables.name == DestinationVariables.short ? try overrides() : []
        switch name {
        case .cloudevents: return .cloudevents(overrides: overrides)
        case .cloudeventsBatch: return .cloudeventsBatch(overrides: overrides)
        case .payload: return .payload
        case .events: return .events
        case .xapi:
            let variable = variables.variable(.xapiVersion)
            let version = environment[variable] ?? StatementFormat.versions[0]
            guard StatementFormat.versions.contains(version) else {
                throw ConfigurationError(
                    variable: variable, problem: "expected one of \(StatementFormat.versions.joined(separator: ", "))")
            }
            let statements = try statements(actor: variables.variable(.actor), include: variables.variable(.include))
            return .xapi(statements, version: version)
        }
    }

    /// Reads what a destination takes.
    private func filter(
        _ variables: DestinationVariables, _ format: DestinationFormat.Name
    ) throws(ConfigurationError) -> DestinationFilter {
        let kinds = variables.value(.kinds)?.words
        if let kinds {
            let variable = variables.variable(.kinds)
            guard !format.isOfDeliveries else {
                throw ConfigurationError(
                    variable: variable,
                    problem: "expected not to be set: with the format \(format.rawValue), deliveries are sent whole")
            }
            // An unknown kind would match nothing, unnoticed.
            let known = catalog.flatMap { $0.handlers.flatMap(\.kinds) } + [.eventUnmapped]
            let areKnown = kinds.allSatisfy { word in known.contains { DestinationFilter.isName(word, of: $0) } }
            guard !kinds.isEmpty, areKnown else {
                throw ConfigurationError(
                    variable: variable, problem: "expected kinds of actions, such as activity.* or enrolment.created")
            }
        }
        let platforms = variables.value(.platforms)?.words
        if let platforms {
            guard !platforms.isEmpty, platforms.allSatisfy({ name in catalog.contains { $0.name == name } }) else {
                throw ConfigurationError(
                    variable: variables.variable(.platforms),
                    problem: "expected names of platforms: \(catalog.map(\.name).joined(separator: ", "))")
            }
        }
        return DestinationFilter(kinds: kinds, platforms: platforms.map { Set($0) })
    }

    /// Reads the secret that requests are signed with, as Standard Webhooks has it.
    private func signer(
        _ variables: DestinationVariables, _ clock: @escaping @Sendable () -> Timestamp
    ) throws(ConfigurationError) -> (@Sendable ([String], [UInt8]) -> [(name: String, value: String)])? {
        guard let text = variables.value(.signingSecret) else { return nil }
        let secret = Secret(text)
        let sign: @Sendable ([String], [UInt8]) throws(SecretError) -> [(name: String, value: String)] = {
            ids, body throws(SecretError) in
            var name = JSONWriter()
            name.array { name in for id in ids { name.string(id) } }
            let id = ids.count == 1 ? ids[0] : UUIDv5.text(of: name.bytes)
            return try Signer.fields(of: body, id: id, at: clock(), by: secret).map { ($0.name, $0.value) }
        }
        let variable = variables.variable(.signingSecret)
        guard secret.isPrivateKey || secret.isLongEnough else {
            throw ConfigurationError(variable: variable, problem: "expected 24 bytes at least, in base64")
        }
        do throws(SecretError) {
            _ = try sign(["1"], [])
        } catch {
            throw ConfigurationError(variable: variable, problem: error.problem)
        }
        // A secret that has signed once signs always.
        return { ids, body in (try? sign(ids, body)) ?? [] }
    }

    /// Reads the authorities of a file that a variable names.
    private func roots(of variable: String) throws(ConfigurationError) -> TrustRoots? {
        guard let path = environment[variable] else { return nil }
        let roots = TrustRoots(file: path)
        do {
            _ = try roots.context()
        } catch {
            throw ConfigurationError(
                variable: variable,
                problem: (error as? TrustRoots.Missing)?.description
                    ?? "expected a readable file of certificates in PEM")
        }
        return roots
    }

    /// Finds the authorities of all destinations that have none of their own: of `SSL_CERT_FILE`, else the system's.
    package func systemRoots(areNeeded: Bool) throws(ConfigurationError) -> TrustRoots? {
        let variable = "SSL_CERT_FILE"
        // A URL in a file may change to https later.
        guard areNeeded else { return environment[variable].map { TrustRoots(file: $0) } ?? (try? TrustRoots()) }
        if let own = try roots(of: variable) { return own }
        do throws(TrustRoots.Missing) {
            return try TrustRoots()
        } catch {
            throw ConfigurationError(variable: variable, problem: error.description)
        }
    }

    /// Reads the extension attributes that events get on their way: `{"extensions":{"name":"value"}}`.
    /// Source: https://knative.dev/docs/eventing/custom-event-source/sinkbinding/reference/
    private func overrides() throws(ConfigurationError) -> [(name: String, value: String)] {
        guard let text = environment["K_CE_OVERRIDES"] else { return [] }
        do {
            guard let extensions = try JSONDocument(parsing: Array(text.utf8)).root["extensions"],
                extensions.kind == .object
            else { throw JSONError(expected: "an object") }
            return try extensions.members.map { name, value in
                let value = try value.read(String.self)
                guard CloudEvent.isExtension(named: name, value) else { throw JSONError(expected: "an extension") }
                return (name, value)
            }
        } catch {
            throw ConfigurationError(
                variable: "K_CE_OVERRIDES",
                problem:
                    #"expected {"extensions":{"name":"value"}}, names of lower-case letters and digits, values that are not empty"#
            )
        }
    }
}
