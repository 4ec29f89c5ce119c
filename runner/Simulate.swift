import ArgumentParser
import Catalog
import FunctionRuntime
import HTTPClient
import LearnHooks
import Receiving
import Simulation

/// Sends what platforms would send of made-up learners.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send what platforms would send of made-up learners.",
        usage: "learnhooks simulate [PLATFORM|FUNCTION]... [--to <url>] [OPTION]...",
        discussion: """
            EXAMPLES
              learnhooks simulate --learners 3 | learnhooks invoke --verify
              learnhooks simulate --to http://127.0.0.1:8080 --rate 20 --forged 5

            More: Simulator.md among the articles.
            """)

    @Argument(
        help: ArgumentHelp("The platforms or functions.", visibility: .hidden), completion: .list(functionNames))
    var functions: [String] = []

    @Option(help: ArgumentHelp("The server's URL (default: print deliveries).", valueName: "url"))
    var to: String?

    @Option(help: ArgumentHelp("Deliveries a second (default: 10).", valueName: "n"))
    var rate: Double?

    @Option(help: ArgumentHelp("How many learners there are (default: no limit).", valueName: "n"))
    var learners: Int?

    @Option(name: .customLong("for"), help: ArgumentHelp("Send for so long: 90s, 5m, 2h.", valueName: "time"))
    var duration: Seconds?

    @Option(help: ArgumentHelp("The seed of chance (default: a random one).", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("When the first learner comes (default: 30 days ago).", valueName: "time"))
    var start: Timestamp?

    @Flag(help: "Send journeys, or the samples in ./events.")
    var way = Way.journeys

    @Option(help: ArgumentHelp("The percentage that is sent twice.", valueName: "n"))
    var duplicates = 0.0

    @Option(help: ArgumentHelp("The percentage that is sent late.", valueName: "n"))
    var outOfOrder = 0.0

    @Option(help: ArgumentHelp("The percentage with a wrong secret.", valueName: "n"))
    var forged = 0.0

    @Option(help: ArgumentHelp("The percentage whose body is cut off.", valueName: "n"))
    var broken = 0.0

    @Option(help: ArgumentHelp("The percentage of an unknown type.", valueName: "n"))
    var unknown = 0.0

    @Option(help: ArgumentHelp("The percentage that pauses for 2 s.", valueName: "n"))
    var slow = 0.0

    @Flag(help: "Send again what is not acknowledged, as Svix does.")
    var retry = false

    @Option(help: ArgumentHelp("How much faster --retry is.", valueName: "n"))
    var timeScale = 1000.0

    @Option(
        help: ArgumentHelp(
            "Write the actions that are due to this file.", valueName: "file"),
        completion: .file())
    var expect: String?

    enum Way: String, EnumerableFlag {
        case journeys, samples
    }

    private var faults: Faults {
        var faults = Faults()
        (faults.duplicates, faults.outOfOrder, faults.forged) = (duplicates, outOfOrder, forged)
        (faults.broken, faults.unknown, faults.slow) = (broken, unknown, slow)
        return faults
    }

    func validate() throws {
        if let problem = faults.problem { throw ValidationError(problem) }
        guard rate.map({ $0 > 0 && $0 <= 1_000_000 }) ?? true else {
            throw ValidationError("--rate: expected more than 0, and 1000000 at most")
        }
        guard learners.map({ $0 > 0 }) ?? true else { throw ValidationError("--learners: expected 1 at least") }
        guard timeScale >= 1, timeScale <= 1_000_000 else {
            throw ValidationError("--time-scale: expected 1 to 1000000")
        }
        guard to != nil || (rate == nil && duration == nil && slow == 0 && !retry) else {
            throw ValidationError("--rate, --for, --slow and --retry need --to")
        }
        // A function of one type skips unknown types, so the actions that are due could not be known.
        guard unknown == 0 || !functions.contains(where: { $0.contains("/") }) else {
            throw ValidationError("--unknown: expected platforms, not functions: a function handles one type")
        }
    }

    func run() throws {
        let address = try to.map(address)
        let seed = seed ?? UInt64.random(in: 0...999_999_999)
        let hour = SystemClock.now().seconds / 3600 - 30 * 24
        let start = start ?? Timestamp(unixSeconds: hour * 3600) ?? .epoch
        let cast = try SimulationCast(functions, for: to, by: way, isExpecting: expect != nil)
        let events = SimulatedEvents(at: cast.platforms, learners: learners, seed: seed, start: start)
        let messages = SimulatedMessages(of: events, with: faults, seed: seed)
        let expected = try expect.map { try ExpectedActions(path: $0) }
        let names = cast.platforms.map(\.platform.name).joined(separator: ", ")
        say("simulating \(names); the same again: --seed \(seed) --start \(start)")
        guard let address else { return try printAll(messages, signedBy: cast, expected) }
        let server = try server(address)
        let plan = SendingPlan(
            of: messages, rate: rate ?? 10, for: duration?.seconds,
            retrying: retry ? RetrySchedule(scale: timeScale) : nil, seed: seed)
        ignoreReadersThatLeave()
        ShutdownSignals.run { signals in
            do {
                let tally = try await Simulator.run(
                    plan, to: server, signedBy: cast, expected, until: { _ = await signals.wait() })
                say(tally.text)
                return tally.isClean ? ExitCode.success.rawValue : ExitCode.refused.rawValue
            } catch {
                say("\(error)")
                return (error as? any RunnerError)?.exitCode.rawValue ?? ExitCode.software.rawValue
            }
        }
    }

    /// The server, and the authorities that it is verified by.
    private func server(_ address: HTTPAddress) throws -> Simulator.Server {
        let configuration = try readConfiguration(for: try Target(nil, in: catalog))
        return Simulator.Server(address: address, roots: try configuration.systemRoots(areNeeded: address.isSecure))
    }

    private func address(_ url: String) throws -> HTTPAddress {
        do throws(HTTPAddress.Problem) {
            let address = try HTTPAddress(url, expected: "the server's URL, such as http://localhost:8080")
            guard !address.path.contains("?") else {
                throw HTTPAddress.Problem(description: "expected a URL without a query")
            }
            return address
        } catch {
            throw UsageError(description: "--to: \(error.description)")
        }
    }

    /// Prints every message as a recorded delivery.
    private func printAll(
        _ messages: SimulatedMessages, signedBy cast: SimulationCast, _ expected: ExpectedActions?
    ) throws {
        var messages = messages
        while let message = messages.next() {
            let now = SystemClock.now()
            try write(Array("\(RecordedDelivery(try cast.delivery(of: message, at: now), at: now).text)\n".utf8))
            try expected?.add(message.due)
        }
    }
}

/// A length of time on the command line.
struct Seconds: ExpressibleByArgument {
    let seconds: Double

    /// Reads `90`, `90s`, `5m` or `2h`.
    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
        let unit = argument.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? argument[...] : argument.dropLast()), number > 0, number.isFinite else {
            return nil
        }
        seconds = number * (unit ?? 1)
    }
}
