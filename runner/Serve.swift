import ArgumentParser
import Catalog
import FunctionRuntime
import Inspector
import LearnHooks
import Logging
import Receiving

/// Serves deliveries over HTTP on this machine, and shows each as it comes.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve webhooks here, and show each delivery.",
        usage: "learnhooks serve [PLATFORM|FUNCTION] [OPTION]...",
        discussion: """
            EXAMPLES
              learnhooks serve
              learnhooks serve instruqt/track.completed --port 9000
              learnhooks serve --actions actions.ndjson --record deliveries

            It reads the same variables as the deployed function. On loopback, it makes a secret for each platform that has none. It \
            prints each platform's URL, and a command that sends it an event.

            More: learnhooks help service.
            """)

    @Argument(
        help: "A platform or a function (default: FUNCTION_TARGET, else every platform).",
        completion: .list(functionNames))
    var function: String?

    @Option(help: "The port; 0 takes any that is free (default: PORT, else 8080).")
    var port: UInt16?

    @Option(
        help: ArgumentHelp("Take this platform's deliveries without proof; can be repeated.", valueName: "platform"),
        completion: .list(catalog.map(\.name)))
    var unsigned: [String] = []

    @Option(help: ArgumentHelp("Append the actions to this file, one a line.", valueName: "file"), completion: .file())
    var actions: String?

    @Option(
        help: ArgumentHelp(
            "Keep each delivery here, for invoke and explain.", valueName: "directory"),
        completion: .directory)
    var record: String?

    func run() throws {
        let target = try Target(function ?? environmentTarget(), in: catalog)
        let configuration = try readConfiguration(for: target, unsigned: unsigned)
        var options = try configuration.server(host: "127.0.0.1")
        if let port { options.port = Int(port) }
        var outlet = try configuration.outlet()
        let journal = try configuration.journal(for: .person)
        if let actions {
            guard journal == nil else {
                throw UsageError(
                    description: "--actions: expected JOURNAL not to be set: a journal's actions go to destinations")
            }
            guard outlet.lines == nil else { throw UsageError(description: "--actions: ACTIONS_TO is stdout already") }
            outlet.lines = ActionLines(
                try File(appendingPrivatelyTo: actions), format: outlet.format, seconds: try configuration.patience())
        }
        let signatureType = try configuration.signatureType()
        let made = try secrets(signatureType, configuration, isLoopback: options.isLoopback, for: target.platforms)
        let prefix = try configuration.pathPrefix()
        let receiver = Receiver(
            target: target, sources: configuration.sources, verifiers: made.credentials.verifiers,
            mostActionBytes: configuration.mostActionBytes, pathPrefix: prefix)
        let recorder = try record.map { try DeliveryRecorder(directory: $0) }
        let level = try configuration.logLevel()
        let writer = LogWriter(.plain)
        let logger = Logger(label: "learnhooks") { _ in LineLogHandler(.plain, level: level, writer: writer) }
        let guide = ServeGuide(target: target, signatureType: signatureType, made: made)
        // A person at the shell gets the inspector, which shows a journal.
        var surroundings = self.surroundings(receiver, made)
        if options.port != 0 { surroundings.url = options.url(port: options.port) + prefix }
        options.inspector = surroundings
        // With a journal, no delivery waits for destinations.
        outlet.dispatcher = nil
        options.isAdminAside = options.admin == nil
        options.admin = options.admin ?? ("127.0.0.1", options.port == 0 ? 0 : min(options.port + 1, 65_535))
        outlet.announce(to: logger)
        let (chosen, closed, kept) = (options, outlet, journal ?? .inMemory)
        ignoreReadersThatLeave()
        ShutdownSignals.run { signals in
            defer { writer.finish() }
            var left: RunSecrets?
            defer { left?.remove() }
            do {
                var outlet = closed
                try await outlet.open(kept, for: receiver, logger: logger)
                let function = HTTPFunction(
                    receiver, calledBy: signatureType, outlet: outlet, options: chosen, logger: logger, lines: writer,
                    report: { report in
                        recorder?.record(report)
                        writer.collect(Array("\(DeliveryLine(report).text)\n".utf8))
                    })
                try await function.run(until: signals) { port, inspector in
                    left = made.leave(for: port)
                    try File.standardError.write(
                        Array(guide.text(url: chosen.url(port: port) + prefix, inspector: inspector).utf8)[...])
                }
                return ExitCode.success.rawValue
            } catch {
                say("\(error)")
                return (error as? any RunnerError)?.exitCode.rawValue ?? ExitCode.software.rawValue
            }
        }
    }
}

extension Serve {
    /// The settings of the inspector: it signs what a person has edited with the secrets of this run.
    private func surroundings(_ receiver: Receiver, _ made: MadeSecrets) -> Inspector.Surroundings {
        var surroundings = Inspector.Surroundings(receiver, made.credentials, of: catalog)
        let (platforms, prefix) = (receiver.target.platforms, receiver.pathPrefix)
        surroundings.sign = { name, body in
            guard let platform = platforms.first(where: { $0.name == name }) else {
                throw UsageError(description: "\(name.printable): expected a platform that is served")
            }
            var delivery = Delivery(method: platform.method, path: "/\(name)", headers: [], body: body)
            if let secret = made.credentials.secrets[name]?.first(where: { !$0.isPublicKey }) {
                let signer = Signer(platform, secret: secret, names: made.credentials.names[name])
                delivery = try signer.delivery(of: body, id: Sign.id(of: body), at: SystemClock.now())
            }
            delivery.path = prefix + delivery.path
            return delivery
        }
        return surroundings
    }

    /// The secrets to serve with: made ones where only this machine can reach the server, and platforms call.
    private func secrets(
        _ signatureType: SignatureType, _ configuration: Configuration, isLoopback: Bool, for platforms: [Platform]
    ) throws -> MadeSecrets {
        switch (signatureType, isLoopback) {
        case (.http, true): try MadeSecrets(completing: configuration.credentials(), of: platforms)
        case (.http, false): try MadeSecrets(completing: credentials(configuration, for: platforms), of: [])
        case (.cloudevent, _): try MadeSecrets(completing: configuration.credentials(), of: [])
        }
    }

    /// The credentials of an address that other machines can reach: `serve` makes no secrets for it.
    private func credentials(_ configuration: Configuration, for platforms: [Platform]) throws -> Credentials {
        let credentials = try configuration.credentials()
        guard credentials.verifiers.isEmpty else { return credentials }
        let variables = platforms.map { Deployment.secretsVariable(of: $0) }.joined(separator: ", ")
        throw ConfigurationError(
            variable: "HOST",
            problem: "other machines can reach this address, so serve makes no secrets for it: "
                + "expected 127.0.0.1 (the default), or secrets in \(variables)")
    }
}

extension HTTPServer.Options {
    /// Whether only this machine can reach the address.
    var isLoopback: Bool { Self.isLoopback(host) }

    /// The URL under which this machine reaches the server.
    func url(port: Int) -> String {
        let name = host == "0.0.0.0" || host == "::" ? "127.0.0.1" : host.contains(":") ? "[\(host)]" : host
        return "\(identity == nil ? "http" : "https")://\(name):\(port)"
    }
}
