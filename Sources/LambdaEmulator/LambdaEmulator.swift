public import FunctionRuntime
public import LearnHooks
import Logging

/// AWS Lambda on this machine, for any program that speaks its Runtime API.
public struct LambdaEmulator: Sendable {
    /// What is run, and how.
    public struct Options: Sendable {
        /// The program and its arguments.
        public var command: [String]
        /// How many processes of it run at a time, at most.
        public var concurrency: Int
        /// The seconds that a call may take.
        public var timeout: Int
        /// Takes lines for the person who watches: what the program writes, and Lambda's own.
        public var log: @Sendable ([UInt8]) -> Void
        let environment: LambdaEnvironment

        /// Creates options.
        ///
        /// - Parameters:
        ///   - command: The program, looked up as a shell does, and its arguments.
        ///   - environment: The variables that the program gets besides Lambda's, or instead of them.
        ///   - directory: Where the function's files are.
        ///   - concurrency: How many processes of it run at a time, at most.
        ///   - timeout: The seconds that a call may take.
        ///   - log: Takes whole lines.
        public init(
            command: [String], environment: [String: String], directory: String, concurrency: Int, timeout: Int,
            log: @escaping @Sendable ([UInt8]) -> Void
        ) {
            self.command = command
            self.concurrency = concurrency
            self.timeout = timeout
            self.log = log
            self.environment = LambdaEnvironment(environment, directory: directory)
        }
    }

    private let options: Options
    private let clock: @Sendable () -> Timestamp
    private let pool: SandboxPool

    /// Creates an emulator; processes start when they are called.
    public init(_ options: Options, clock: @escaping @Sendable () -> Timestamp = SystemClock.now) {
        self.options = options
        self.clock = clock
        pool = SandboxPool(options, clock: clock)
    }

    /// Serves callers until a signal asks to end; processes are then ended.
    ///
    /// - Parameters:
    ///   - host: The address to listen at.
    ///   - port: The port; 0 lets the system choose one.
    ///   - signals: Those that ask to end.
    ///   - didBind: Is told the port once callers are served.
    /// - Throws: `ProgramError` if the program cannot be run; `HTTPServer.BindError` when the address cannot be had.
    public func serve(
        host: String, port: Int, until signals: ShutdownSignals, didBind: (_ port: Int) throws -> Void
    ) async throws {
        try ProgramFile.check(self.options.command.first ?? "", path: self.options.environment.path)
        var options = HTTPServer.Options(host: host, port: port)
        options.isTransparent = true
        options.limits.bodyBytes = 2 * CallResult.largestPayload
        options.limits.bodiesBytes = .max
        options.limits.deliveriesInFlight = 10_000
        let server = HTTPServer(
            options, responder: LambdaService(pool: pool, clock: clock, log: self.options.log),
            logger: Logger(label: "learnhooks") { _ in LineLogHandler(.plain, level: .warning) })
        try await server.run(
            until: {
                await signals.wait()
                await pool.stop()
            }, didBind: { port, _ in try didBind(port) })
    }

    /// Runs one call.
    ///
    /// - Parameter payload: The event, as JSON.
    /// - Returns: The result, or where the function failed, the error as JSON; nil once the emulator has stopped.
    public func invoke(_ payload: [UInt8]) async -> (payload: [UInt8], isError: Bool)? {
        let result = await pool.run(Call("function", payload, at: clock()), isWaitedFor: false)
        return result.map { ($0.payload, $0.isError) }
    }

    /// Ends all processes.
    public func stop() async {
        await pool.stop()
    }
}
