public import ActionFormats
public import ArgumentParser
import Catalog
import FunctionRuntime
import Receiving

/// Runs handlers on events, and prints the actions.
struct Invoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run handlers on events, and print the actions.",
        usage: "learnhooks invoke [FUNCTION] [FILE|DIRECTORY|-]... [OPTION]...",
        discussion: """
            Events are read from files, from every *.json below directories, or from standard input: one or many, one a \
            line or pretty-printed, bare payloads, arrays of them, CloudEvents or recorded deliveries. Whoever runs the \
            command vouches for them. An event that is refused is reported, and the rest goes on; the exit status is \
            then 1.

            EXAMPLES
              learnhooks invoke events
              learnhooks invoke instruqt/track.completed events/instruqt
              learnhooks invoke --format text events/falkor
              cat events/*/*.json | learnhooks invoke > actions.ndjson
              tail -f events.ndjson | learnhooks invoke --dead-letters refused.ndjson
            """)

    @Argument(
        help: ArgumentHelp(
            "The function, then where the events are.",
            discussion: """
                The first is the function when it names a platform or a function exactly (write ./falkor for a file of \
                that name); without one, each event goes to the platform that has its type. - is standard input.
                """,
            valueName: "input"),
        completion: .list(functionNames))
    var inputs: [String] = []

    @Option(help: "How to print actions: one JSON object a line, or text for people.")
    var format = ActionFormat.cloudevents

    @Option(help: ArgumentHelp("The most bytes that one event may have.", valueName: "bytes"))
    var maxEvent = 1 << 20

    @Flag(help: "Stop at the first event that is refused.")
    var failFast = false

    @Option(
        help: ArgumentHelp(
            "Add each refused input to this file, and its reason to <file>.reasons.jsonl.", valueName: "file"),
        completion: .file())
    var deadLetters: String?

    func validate() throws {
        guard (1...1 << 30).contains(maxEvent) else {
            throw ValidationError("--max-event: expected 1 to \(1 << 30) bytes, found \(maxEvent)")
        }
    }

    func run() throws {
        endWithReader()
        let arguments = try InvokeArguments(inputs)
        let receiver = Receiver(target: arguments.target, sources: try environment(for: arguments.target).sources)
        let counts: EventPipeline.Counts
        do {
            counts = try carry(arguments.inputs, to: receiver)
        } catch let error as FileError {
            throw failure(error)
        }
        if counts.failures > 0 { throw ExitCode.refused }
    }

    private func carry(_ inputs: [EventInput], to receiver: Receiver) throws -> EventPipeline.Counts {
        let progress = Progress()
        var pipeline = EventPipeline(
            to: receiver,
            options: .init(format: format, largestEvent: maxEvent, stopsAtFailure: failFast),
            deadLetters: try openDeadLetters(),
            reportProgress: { counts in progress.line(counts) })
        for input in inputs where !pipeline.isStopped {
            switch input {
            case .standardInput:
                if File.standardInput.isTerminal {
                    say("reading events from the terminal: paste JSON, end it with control-D (or name a file)")
                }
                try pipeline.run(.standardInput, name: input.name)
            case .file(let path):
                try pipeline.run(try File(reading: path), name: input.name)
            }
        }
        try pipeline.finish()
        return pipeline.counts
    }

    private func openDeadLetters() throws -> DeadLetterFile? {
        guard let deadLetters else { return nil }
        return try DeadLetterFile(path: deadLetters)
    }
}

extension ActionFormat: ExpressibleByArgument {}
