import ArgumentParser
import Catalog
import FunctionRuntime
import LambdaEmulator
import Receiving

/// Runs a program as AWS Lambda would.
struct Lambda: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a program as AWS Lambda would.",
        usage: "learnhooks lambda [OPTION]... -- COMMAND...",
        discussion: """
            EXAMPLES
              learnhooks lambda -- learnhooks-function
              learnhooks lambda --concurrency 1 --timeout 3 -- learnhooks-function instruqt
              learnhooks lambda -- python3 -m awslambdaric app.handler

            The AWS CLI and SDKs call it with its address as their endpoint URL, under any function name. Every other path is the \
            function's URL. On loopback, a platform without a secret gets one for this run.

            More: Lambda.md among the articles.
            """)

    @Option(help: "The port; 0 takes any that is free.")
    var port: UInt16 = 9_000

    @Option(
        help: ArgumentHelp("The address to listen at; others than this machine reach 0.0.0.0.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The most processes at a time (default: as many as there are cores).", valueName: "n"))
    var concurrency: Int?

    @OptionGroup var limits: LambdaLimits

    @Argument(parsing: .postTerminator, help: "The program, with its arguments.")
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("expected a command behind --: learnhooks lambda -- PROGRAM")
        }
        guard concurrency.map({ (1...1_000).contains($0) }) ?? true else {
            throw ValidationError("--concurrency: expected a number from 1 to 1000")
        }
    }

    func run() throws {
        let target = try Target(nil, in: catalog)
        let own = try readConfiguration(for: target).credentials()
        let isLoopback = HTTPServer.Options(host: host, port: 0).isLoopback
        let made = try MadeSecrets(completing: own, of: isLoopback ? catalog : [])
        let emulator = LambdaEmulator(limits.options(command, concurrency: concurrency, adding: made.variables))
        let guide = ServeGuide(target: target, signatureType: .http, made: made)
        let (host, port) = (host, Int(port))
        ignoreReadersThatLeave()
        ShutdownSignals.run { signals in
            do {
                try await emulator.serve(host: host, port: port, until: signals) { port in
                    let url = HTTPServer.Options(host: host, port: port).url(port: port)
                    try File.standardError.write(Array(guide.lambdaText(url: url).utf8)[...])
                }
                return ExitCode.success.rawValue
            } catch {
                say("\(error)")
                return (error as? any RunnerError)?.exitCode.rawValue ?? ExitCode.software.rawValue
            }
        }
    }
}
