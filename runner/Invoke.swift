public import ActionFormats
public import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Runs handlers on events, and prints the actions.
struct Invoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run handlers on events, and print the actions.",
        usage: "learnhooks invoke [FUNCTION] [FILE|DIRECTORY|-]... [OPTION]...",
        discussion: """
            EXAMPLES
              learnhooks invoke --format text events
              cat events/*/*.json | learnhooks invoke > actions.ndjson

            More: learnhooks help shell, learnhooks help statements.
            """)

    @Argument(
        help: ArgumentHelp("A function or a platform, then files and directories.", valueName: "input"),
        completion: .list(functionNames))
    var inputs: [String] = []

    @Option(help: "The form of actions.")
    var format = FormatName.cloudevents

    @Option(
        help: ArgumentHelp("Print arrays of at most N actions instead of lines.", valueName: "n"))
    var batch: Int?

    @Option(help: "How statements name people.")
    var actor = StatementFormat.Actor.account

    @Option(help: ArgumentHelp("Make statements of these too: payments.", valueName: "kind"))
    var include: [String] = []

    @Option(help: ArgumentHelp("The most bytes of one event.", valueName: "bytes"))
    var maxEvent = 1 << 20

    @Flag(
        help: "Take recorded deliveries alone, and verify them.")
    var verify = false

    @Option(help: ArgumentHelp("Verify as at this time: RFC 3339, or Unix seconds.", valueName: "time"))
    var now: Timestamp?

    @Option(
        help: ArgumentHelp(
            "Handle so many events at a time (default: cores).", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Stop at the first event that is refused.")
    var failFast = false

    @Option(
        help: ArgumentHelp(
            "Append each refused input to this file.", valueName: "file"),
        completion: .file())
    var deadLetters: String?

    @Option(
        help: ArgumentHelp(
            "Hand events to this program, as AWS Lambda would.", valueName: "command"))
    var lambda: String?

    @OptionGroup var limits: LambdaLimits

    func validate() throws {
        guard lambda.map({ $0.contains { !$0.isWhitespace } }) ?? true else {
            throw ValidationError("--lambda: expected a program")
        }
        guard lambda == nil || (!verify && format == .cloudevents && batch == nil) else {
            throw ValidationError("--lambda: --verify, --format and --batch are set by the program's variables")
        }
        guard (1...1 << 30).contains(maxEvent) else {
            throw ValidationError("--max-event: expected 1 to \(1 << 30) bytes, found \(maxEvent)")
        }
        guard jobs.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--jobs: expected a number from 1 to 256")
        }
        guard batch.map({ (1...100_000).contains($0) && format != .text }) ?? true else {
            throw ValidationError("--batch: expected a number from 1 to 100000, and not --format text")
        }
        guard StatementFormat.kinds(named: include) != nil else {
            throw ValidationError("--include: expected \(StatementFormat.namesOnRequest)")
        }
        guard format == .xapi || (actor == .account && include.isEmpty) else {
            throw ValidationError("--actor and --include need --format xapi")
        }
        guard verify || now == nil else { throw ValidationError("--now needs --verify") }
    }

    func run() throws {
        let arguments = try InvokeArguments(inputs)
        if let lambda { return try run(arguments, through: lambda) }
        let configuration = try readConfiguration(for: arguments.target)
        let receiver = Receiver(
            target: arguments.target, sources: configuration.sources,
            verifiers: verify ? try readCredentialsToVerify().verifiers : [:],
            mostActionBytes: configuration.mostActionBytes,
            pathPrefix: try configuration.pathPrefix())
        try carry(arguments.inputs, to: .receiver(receiver))
    }

    private func run(_ arguments: InvokeArguments, through command: String) throws {
        let own = try readConfiguration(for: arguments.target).credentials()
        let program = LambdaProgram(
            command, handler: arguments.target.name, limits: limits,
            variables: try MadeSecrets(completing: own, of: catalog).variables)
        let invoke = self
        program.run { destination in
            do {
                try invoke.carry(arguments.inputs, to: destination)
                return ExitCode.success.rawValue
            } catch {
                if !(error is ExitCode) { say("\(error)") }
                return (error as? any RunnerError)?.exitCode.rawValue ?? (error as? ExitCode)?.rawValue
                    ?? ExitCode.software.rawValue
            }
        }
    }

    private func carry(_ inputs: [EventInput], to destination: EventPipeline.Destination) throws {
        let counts = try count(inputs, to: destination)
        if counts.events.faults > 0 { throw ExitCode.software }
        if counts.unread > 0 { throw ExitCode.noInput }
        if counts.events.failures > 0 { throw ExitCode.refused }
    }

    /// Carries the inputs, and counts their events, and those that could not be read.
    private func count(
        _ inputs: [EventInput], to destination: EventPipeline.Destination
    ) throws -> (events: EventPipeline.Counts, unread: Int) {
        let progress = Progress()
        var pipeline = EventPipeline(
            to: destination,
            options: .init(
                format: actionFormat, batchSize: batch, largestEvent: maxEvent, stopsAtFailure: failFast,
                jobs: jobs ?? coreCount, clock: clock),
            deadLetters: try openDeadLetters(),
            reportProgress: { counts in progress.line(counts) })
        var unread = 0
        do {
            for input in inputs where !pipeline.isStopped {
                unread += try carry(input, through: &pipeline) ? 0 : 1
            }
        } catch {
            // What is in the buffer belongs to events that were handled.
            try pipeline.finish()
            throw error
        }
        try pipeline.finish()
        return (pipeline.counts, unread)
    }

    /// Carries one input, and returns whether it could be read; the other inputs go on.
    private func carry(_ input: EventInput, through pipeline: inout EventPipeline) throws -> Bool {
        do throws(FileError) {
            // The file is opened once: the writer of a pipe would take a second opening for a second reader.
            let file = try input.open()
            if !pipeline.keepsDeadLetters(in: file) {
                try pipeline.run(file)
                return true
            }
        } catch {
            guard error.purpose == .reading else { throw error }
            say(error.description)
            return false
        }
        throw UsageError(description: "--dead-letters: expected a file that is not one of the inputs")
    }

    private var actionFormat: ActionFormat {
        switch format {
        case .cloudevents: .cloudevents
        case .text: .text
        case .xapi:
            .xapi(
                StatementFormat(actor: actor, including: StatementFormat.kinds(named: include) ?? [], hashes: .own))
        }
    }

    enum FormatName: String, CaseIterable, ExpressibleByArgument {
        case cloudevents, xapi, text
    }

    private var clock: (@Sendable () -> Timestamp)? {
        guard verify else { return nil }
        guard let now else { return SystemClock.now }
        return { now }
    }

    private func openDeadLetters() throws -> DeadLetterFile? {
        guard let deadLetters else { return nil }
        return try DeadLetterFile(path: deadLetters)
    }
}

extension StatementFormat.Actor: ExpressibleByArgument {}
