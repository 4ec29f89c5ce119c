import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Logging
import Receiving

/// Serves deliveries over HTTP on this machine, and shows each as it comes.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve webhooks here, and show each delivery.",
        usage: "learnhooks serve [FUNCTION] [--port <port>] [--unsigned <platform>]... [OPTION]...",
        discussion: """
            EXAMPLES
              learnhooks serve
              learnhooks serve instruqt/track.completed --port 9000
              learnhooks serve --actions actions.ndjson --record deliveries

            It is the front end of the deployed function, with the same variables. On loopback, a platform without a secret gets one for \
            this run. The URL of each platform is shown, and a command that sends it an event.

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

    @Option(help: ArgumentHelp("Add the actions to this file, one a line.", valueName: "file"), completion: .file())
    var actions: String?

    @Option(
        help: ArgumentHelp(
            "Keep each delivery in this directory, to be read by invoke and explain.", valueName: "directory"),
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
                    description: "--actions: JOURNAL is set, and with a journal actions go to destinations")
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
        outlet.announce(to: logger)
        let guide = ServeGuide(target: target, signatureType: signatureType, made: made)
        let (chosen, closed) = (options, outlet)
        ignoreReadersThatLeave()
        ShutdownSignals.run { signals in
            defer { writer.finish() }
            var left: RunSecrets?
            defer { left?.remove() }
            do {
                var outlet = closed
                try await outlet.open(journal, for: receiver, logger: logger)
                let function = HTTPFunction(
                    receiver, calledBy: signatureType, outlet: outlet, options: chosen, logger: logger, lines: writer,
                    report: { report in
                        recorder?.record(report)
                        writer.collect(Array("\(DeliveryLine(report).text)\n".utf8))
                    })
                try await function.run(until: signals) { port in
                    left = made.leave(for: port)
                    try File.standardError.write(Array(guide.text(url: chosen.url(port: port) + prefix).utf8)[...])
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

    /// The credentials of an address that others can reach, for which no secrets are made up.
    private func credentials(_ configuration: Configuration, for platforms: [Platform]) throws -> Credentials {
        let credentials = try configuration.credentials()
        guard credentials.verifiers.isEmpty else { return credentials }
        let variables = platforms.map { Deployment.secretsVariable(of: $0) }.joined(separator: ", ")
        throw ConfigurationError(
            variable: "HOST",
            problem: "others can reach this address, and no secrets are made up for it: "
                + "expected 127.0.0.1, as where HOST is not set, or secrets in \(variables)")
    }
}

extension HTTPServer.Options {
    /// Whether only this machine can reach the address.
    var isLoopback: Bool {
        host.isLoopback
    }

    /// The URL under which this machine reaches the server.
    func url(port: Int) -> String {
        let name = host == "0.0.0.0" || host == "::" ? "127.0.0.1" : host.contains(":") ? "[\(host)]" : host
        return "\(identity == nil ? "http" : "https")://\(name):\(port)"
    }
}
