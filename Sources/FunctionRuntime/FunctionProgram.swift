import HTTPClient
public import LearnHooks
import Logging
import Receiving

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The program that is deployed: it serves its target over HTTP or to AWS Lambda, or runs it once over standard input.
public struct FunctionProgram: Sendable {
    private let catalog: [Platform]
    private let apis: [PlatformAPI]
    private let environment: [String: String]
    private var mode = Mode.serve
    private var targetName: String?
    /// The first unexpected word.
    private var excess: String?

    /// The task of this run.
    private enum Mode {
        case serve, stream, healthCheck
    }

    /// The command line is wrong.
    private struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    /// The statuses that the program ends with: the numbers of BSD's sysexits.
    private enum Exit: Int32 {
        case success = 0
        /// An event was refused, or the server takes no requests.
        case refused = 1
        case usage = 64
        case noInput = 66
        case unavailable = 69
        case software = 70
        case output = 74
        case configuration = 78
    }

    private static let usage = """
        usage: learnhooks-function [TARGET] [--stdin | --check-health]
               learnhooks-function journal [VERB] [WORD]...

          INSTRUQT_SECRETS=whsec_… learnhooks-function instruqt

        It serves webhooks of learning platforms over HTTP, and answers with actions. TARGET is a platform (instruqt) or
        one function (instruqt/track.completed); without it, every platform is served. FUNCTION_TARGET sets it, too.
        On AWS Lambda it takes invocations instead.

        --stdin         handle the events of standard input, which are trusted, and end
        --check-health  ask the server on this machine (same HOST and PORT) whether it takes requests: 0 is yes, 1 is no
        journal         show what the journal in JOURNAL holds; journal --help lists the verbs

        Variables of the environment set everything else. More: Configuration.md among the articles.

        """

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - arguments: The command line, the program's name first; nothing at all where the system does not say.
    ///   - environment: The variables and their values.
    ///   - catalog: All platforms that there are.
    ///   - apis: Their own APIs.
    public static func main(
        _ arguments: [String], environment: [String: String], catalog: [Platform], apis: [PlatformAPI]
    ) -> Never {
        File.prepareStandardDescriptors()
        var program = FunctionProgram(catalog: catalog, apis: apis, environment: environment)
        if arguments.dropFirst().first == "journal" { end(program.journal(arguments.dropFirst(2))) }
        // A fully static program reads its arguments there.
        if arguments.isEmpty, Configuration.targetName(in: environment) == nil {
            say("/proc is not mounted, so that the command line cannot be read: mount it, or set FUNCTION_TARGET")
            end(.configuration)
        }
        for argument in arguments.dropFirst() {
            switch argument {
            case "--stdin": program.mode = .stream
            case "--check-health": program.mode = .healthCheck
            case "--help", "-h":
                end(printUsage())
            case _ where !argument.hasPrefix("-") && program.targetName == nil: program.targetName = argument
            default: program.excess = program.excess ?? argument
            }
        }
        switch program.mode {
        case .stream:
            ShutdownSignals.release()
            end(program.run { try program.stream($0, $1) })
        case .healthCheck:
            ShutdownSignals.run { [program] _ in
                await program.run { try await Self.checkHealth($1) }.rawValue
            }
        case .serve:
            ShutdownSignals.run { [program] signals in
                await program.run { try await program.serve($0, $1, until: signals) }.rawValue
            }
        }
    }

    private static func printUsage() -> Exit {
        do {
            try File.standardOutput.write(Array(usage.utf8)[...])
            return .success
        } catch {
            return status(of: error)
        }
    }

    private static func end(_ status: Exit) -> Never {
        exit(status.rawValue)
    }

    private init(catalog: [Platform], apis: [PlatformAPI], environment: [String: String]) {
        self.catalog = catalog
        self.apis = apis
        self.environment = environment
    }

    /// Does what is asked for, and turns what goes wrong into a line and a status.
    private func run(_ work: (Target, Configuration) async throws -> Exit) async -> Exit {
        do {
            let (target, configuration) = try settings()
            return try await work(target, configuration)
        } catch {
            await reportToLambda(error)
            return Self.status(of: error)
        }
    }

    private func run(_ work: (Target, Configuration) throws -> Exit) -> Exit {
        do {
            let (target, configuration) = try settings()
            return try work(target, configuration)
        } catch {
            return Self.status(of: error)
        }
    }

    private func settings() throws -> (Target, Configuration) {
        if let excess {
            throw UsageError(description: "\(excess.printable): expected one target, or --stdin\n\(Self.usage)")
        }
        let name = targetName.flatMap { $0.isEmpty ? nil : $0 } ?? Configuration.targetName(in: environment)
        let target = try Target(name, in: catalog)
        return (target, try Configuration(environment, for: target.platforms, of: catalog, apis: apis))
    }

    private static func status(of error: any Error) -> Exit {
        say("\(error)")
        return switch error {
        case is UnknownTarget, is UsageError: .usage
        case is ConfigurationError: .configuration
        case let error as JournalProgram.Problem: Exit(rawValue: error.status) ?? .refused
        case is HealthCheck.Failure: .refused
        case is HTTPServer.BindError, is RuntimeAPI.Failure: .unavailable
        case let error as FileError where error.purpose == .reading: .noInput
        default: .output
        }
    }

    private func journal(_ words: some Sequence<String>) -> Exit {
        do {
            let program = try JournalProgram(
                words, of: "learnhooks-function", environment: environment, catalog: catalog)
            return try program.flatMap { Exit(rawValue: try $0.run()) } ?? .success
        } catch {
            return Self.status(of: error)
        }
    }

    private func stream(_ target: Target, _ configuration: Configuration) throws -> Exit {
        var pipeline = EventPipeline(
            to: .receiver(
                Receiver(
                    target: target, sources: configuration.sources, mostActionBytes: configuration.mostActionBytes)),
            options: .init(format: try configuration.format()))
        try pipeline.run(.standardInput)
        try pipeline.finish()
        if pipeline.counts.faults > 0 { return .software }
        return pipeline.counts.failures > 0 ? .refused : .success
    }

    private static func checkHealth(_ configuration: Configuration) async throws -> Exit {
        try await HealthCheck(configuration.server(host: defaultHost)).run()
        return .success
    }

    /// The default address is every address: in a container, the engine decides what is reachable.
    private static let defaultHost = "0.0.0.0"

    private func serve(
        _ target: Target, _ configuration: Configuration, until signals: ShutdownSignals
    ) async throws -> Exit {
        // If the reader of standard output goes away, its lines are lost, and the function goes on.
        _ = signal(SIGPIPE, SIG_IGN)
        // A line that a kill has cut off is ended first, so that the first line of this run is whole.
        var errors = File.standardError
        try? errors.writeLines([])
        let level = try configuration.logLevel()
        let writer = LogWriter(.json)
        defer { writer.finish() }
        let logger = Logger(label: "learnhooks") { _ in LineLogHandler(.json, level: level, writer: writer) }
        let log = DeliveryLog(writer: writer, level: level)
        let signatureType = try configuration.signatureType()
        var outlet = try configuration.outlet()
        var options = try configuration.server(host: Self.defaultHost)
        let credentials = signatureType == .http ? try configuration.credentialsToServe() : nil
        let verifiers = credentials?.verifiers ?? [:]
        let receiver = Receiver(
            target: target, sources: configuration.sources, verifiers: verifiers,
            mostActionBytes: configuration.mostActionBytes,
            pathPrefix: try configuration.pathPrefix())
        options.inspector = try configuration.inspector(at: options, receiver, secrets: credentials)
        outlet.announce(to: logger)
        try await outlet.open(try configuration.journal(for: .deployment), for: receiver, logger: logger)
        let served = target.platforms.map(\.name).filter { signatureType == .cloudevent || verifiers[$0] != nil }
        var facts: Logger.Metadata = [
            "function.target": "\(target.name ?? "every platform")",
            "function.platforms": .array(served.map { "\($0)" }),
            "function.signature_type": "\(signatureType.rawValue)",
        ]
        if let address = try Configuration.runtimeAPI(in: environment) {
            facts["lambda.runtime_api"] = "\(address.authority)"
            if signatureType == .http { outlet.warn(.http, logger) }
            logger.info("serving", metadata: facts)
            try await LambdaFunction(
                api: RuntimeAPI(address), receiver: receiver, outlet: outlet, limits: options.limits,
                clock: SystemClock.now, logger: logger, log: log
            ).run(until: signals)
        } else {
            let function = HTTPFunction(
                receiver, calledBy: signatureType, outlet: outlet, options: options, logger: logger, lines: writer,
                report: { log.collect($0) })
            try await function.run(until: signals) { [outlet] port, _ in
                outlet.warn(signatureType, logger)
                facts["http.host"] = "\(options.host)"
                facts["http.port"] = .stringConvertible(port)
                logger.info("serving", metadata: facts)
            }
        }
        logger.info("ended")
        return .success
    }

    /// Tells Lambda, where it runs the function, why the function does not start.
    private func reportToLambda(_ error: any Error) async {
        guard !(error is RuntimeAPI.Failure || error is HealthCheck.Failure),
            let address = try? Configuration.runtimeAPI(in: environment)
        else {
            return
        }
        let type =
            switch error {
            case is UnknownTarget, is UsageError: "Function.UnknownTarget"
            case is ConfigurationError: "Function.InvalidConfiguration"
            default: "Function.Fault"
            }
        try? await RuntimeAPI(address).failInit(with: InvocationError(type, "\(error)"))
    }

    private static func say(_ message: String) {
        try? File.standardError.write(Array("learnhooks-function: \(message)\n".utf8)[...])
    }
}
