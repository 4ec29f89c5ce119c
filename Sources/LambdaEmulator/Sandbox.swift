import FunctionRuntime
import LearnHooks
import Logging
import NIOCore
import NIOPosix

/// One process of the function, with a Runtime API of its own: it takes one call after the other, as its state says.
actor Sandbox {
    private struct Running {
        let call: Call
        let continuation: CheckedContinuation<SandboxState.Outcome, Never>
        let arrival = ContinuousClock.now
        /// When the process was handed it.
        var start: ContinuousClock.Instant?
        var deadline: ContinuousClock.Instant?
        var timer: Task<Void, Never>?
    }

    /// How far the process has come up.
    private enum Initialization {
        case since(ContinuousClock.Instant)
        case took(Duration)
        /// A report has said how long it took.
        case reported
    }

    /// How long a process may take to its first `next`.
    /// Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    private static let initTime = Duration.seconds(10)
    private static let samplingInterval = Duration.milliseconds(200)

    private let options: LambdaEmulator.Options
    private let clock: @Sendable () -> Timestamp
    private let log: SandboxLog
    private let over: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)
    private var state: SandboxState
    private var process: (child: ChildProcess, output: ProcessOutput)?
    private var initialization = Initialization.since(.now)
    private var poll: EventLoopPromise<Answer>?
    private var running: Running?
    private var peakMemory: Int?

    /// Makes room for a process.
    ///
    /// - Parameters:
    ///   - options: What is run, and how.
    ///   - isSecond: Whether another has not come up in time: then there is the time of the call alone.
    ///   - clock: The time of day.
    init(_ options: LambdaEmulator.Options, isSecond: Bool, clock: @escaping @Sendable () -> Timestamp) {
        self.options = options
        self.clock = clock
        log = SandboxLog(write: options.log)
        state = SandboxState(isSecond: isSecond)
        over = AsyncStream.makeStream()
    }

    /// Whether there is no process any more.
    var hasEnded: Bool { state.hasEnded }

    /// Starts the process.
    ///
    /// - Throws: `ProgramError`, `ProcessOutput.Exhausted`, `HTTPServer.BindError`.
    func start() async throws {
        do {
            try await spawn(runtimePort: serve())
        } catch {
            over.continuation.finish()
            throw error
        }
        Task {
            try? await Task.sleep(for: Self.initTime)
            initTimedOut()
        }
    }

    private func spawn(runtimePort: Int) throws {
        let output = try ProcessOutput { [log] in log.append($0) }
        defer { output.closeInput() }
        initialization = .since(.now)
        let variables = options.environment.variables(runtimePort: runtimePort, startedAt: clock())
        let child = try output.withInput { try ChildProcess(options.command, environment: variables, output: $0) }
        process = (child, output)
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        Task {
            if let end = try? await threads.runIfActive({ child.wait() }) { ended(end) }
            try? await threads.shutdownGracefully()
        }
    }

    /// Serves the Runtime API until the process has ended.
    ///
    /// - Returns: The port.
    private func serve() async throws -> Int {
        var options = HTTPServer.Options(host: "127.0.0.1", port: 0)
        options.isTransparent = true
        options.limits.bodyBytes = CallResult.largestPayload
        options.limits.bodiesBytes = .max
        // The process may be as slow as its calls may be.
        (options.limits.headSeconds, options.limits.bodySeconds, options.limits.idleSeconds) = (3_600, 3_600, 3_600)
        let server = HTTPServer(
            options, responder: RuntimeResponder(sandbox: self),
            logger: Logger(label: "runtime API") { _ in LineLogHandler(.plain, level: .warning) })
        let (ports, port) = AsyncStream<Result<Int, any Error>>.makeStream()
        Task {
            do {
                try await server.run(until: { [over] in for await _ in over.stream {} }) { bound, _ in
                    port.yield(.success(bound))
                }
            } catch {
                port.yield(.failure(error))
            }
        }
        for await port in ports { return try port.get() }
        throw CancellationError()
    }

    /// Runs a call; one at a time.
    func run(_ call: Call) async -> SandboxState.Outcome {
        await withCheckedContinuation { continuation in
            running = Running(call: call, continuation: continuation)
            look()
            take(state.run(call.id))
        }
    }

    /// Ends the process, and what runs in it.
    func stop() {
        // The number of a process that has ended may be another's.
        if !state.hasEnded { process?.child.kill() }
    }

    // MARK: What the process says

    /// Answers a request of the process.
    func take(_ request: Delivery, _ promise: EventLoopPromise<Answer>) {
        let (body, isTooLarge) = (request.body, CallResult.isTooLarge(request.body))
        do throws(SandboxState.Violation) {
            switch RuntimeRequest(request) {
            case .next:
                look()
                let step = try state.ask()
                if case .since(let start) = initialization { initialization = .took(start.duration(to: .now)) }
                poll?.succeed(Answer(.transition))
                poll = promise
                return take(step)
            case .response(let id):
                try state.answer(id)
                take(.tell(.finished(CallResult(body, isError: false))))
            case .error(let id):
                try state.answer(id)
                take(.tell(.finished(CallResult(body, isError: true))))
            case .initError:
                take(try state.failInit(CallResult(body, isError: true)))
                stopLater()
            case .unsupported(let what):
                log.say("learnhooks: \(what) not emulated: \(request.method) \(request.path.printable)")
                return promise.succeed(.runtimeError(501, "Emulator.Unsupported", "\(what) not emulated"))
            case .unknown:
                return promise.succeed(.runtimeError(404, "Emulator.NotFound", "not a path of the Runtime API"))
            }
            promise.succeed(isTooLarge ? .tooLarge : .accepted)
        } catch {
            promise.succeed(Answer(error))
        }
    }

    // MARK: What happens to it

    /// Looks whether the process has ended and was not missed yet: such a one is handed nothing.
    private func look() {
        if let child = process?.child, !state.hasEnded, child.hasEnded { state.vanish() }
    }

    private func ended(_ end: ChildProcess.End) {
        let step = state.end(end)
        process?.output.close()
        over.continuation.finish()
        poll?.succeed(Answer(.isOver))
        poll = nil
        peakMemory = end.peakMemory ?? peakMemory
        take(step)
    }

    /// Gives the process a moment to end by itself.
    private func stopLater() {
        Task {
            try? await Task.sleep(for: .seconds(1))
            stop()
        }
    }

    private func initTimedOut() {
        guard let step = state.timeOutInit() else { return }
        log.say("INIT_REPORT Init Duration: \(Self.initTime.milliseconds) ms\tPhase: init\tStatus: timeout")
        stop()
        take(step)
    }

    private func timedOut(_ id: String) {
        guard state.timeOut(id) else { return }
        stop()
        let problem = "Task timed out after \(options.timeout).00 seconds"
        log.say("\(clock()) \(id) \(problem)")
        take(.tell(.ended(.timeout(id, problem))))
    }

    // MARK: What is done about the call

    private func take(_ step: SandboxState.Step) {
        switch step {
        case .wait: break
        case .limit: limit()
        case .deliver: deliver()
        case .tell(let outcome): tell(outcome)
        }
    }

    /// Gives the call its time, and looks at the memory meanwhile.
    private func limit() {
        guard let call = running?.call else { return }
        let deadline = ContinuousClock.now + .seconds(options.timeout)
        running?.deadline = deadline
        running?.timer = Task {
            while !Task.isCancelled {
                sample()
                let rest = ContinuousClock.now.duration(to: deadline)
                guard rest > .zero else { return timedOut(call.id) }
                try? await Task.sleep(for: min(rest, Self.samplingInterval))
            }
        }
    }

    /// Gives the process the call.
    private func deliver() {
        guard let call = running?.call else { return }
        begin(call)
        running?.start = .now
        if running?.deadline == nil { limit() }
        let rest = ContinuousClock.now.duration(to: running?.deadline ?? .now)
        let deadline = clock().milliseconds + Int64(rest / .milliseconds(1))
        var fields = [
            ("Content-Type", "application/json"), ("Lambda-Runtime-Aws-Request-Id", call.id),
            ("Lambda-Runtime-Deadline-Ms", "\(deadline)"),
            ("Lambda-Runtime-Invoked-Function-Arn", options.environment.arn(of: call.function)),
            ("Lambda-Runtime-Trace-Id", call.trace),
        ]
        if let context = call.clientContext { fields.append(("Lambda-Runtime-Client-Context", context)) }
        poll?.succeed(Answer(status: 200, headers: fields.map { .init($0, $1) }, body: call.payload))
        poll = nil
    }

    private func begin(_ call: Call) {
        // What was written before the process asked for the call stands before the call.
        process?.output.drain()
        // What it says while it comes up belongs to its first call.
        if case .reported = initialization { log.begin() }
        log.say("START RequestId: \(call.id) Version: \(LambdaEnvironment.version)")
    }

    /// Tells the caller.
    private func tell(_ outcome: SandboxState.Outcome) {
        guard let running else { return }
        self.running = nil
        running.timer?.cancel()
        let outcome: SandboxState.Outcome =
            switch outcome {
            case .finished(let result): .finished(report(result, of: running))
            case .ended(let result): .ended(report(result, of: running))
            case .gone, .initTimedOut: outcome
            }
        running.continuation.resume(returning: outcome)
    }

    /// Logs the end of a call, and adds the end of the log to its result.
    private func report(_ result: CallResult, of running: Running) -> CallResult {
        // What the process never asked for has a beginning, too.
        if running.start == nil { begin(running.call) }
        if !state.hasEnded { sample() }
        process?.output.drain()
        if result.status == .error, let problem = result.problem { log.say("learnhooks: \(problem.printable)") }
        log.say("END RequestId: \(running.call.id)")
        var initDuration: Duration?
        if case .took(let duration) = initialization {
            initDuration = duration
            initialization = .reported
        }
        let report = CallReport(
            id: running.call.id, duration: (running.start ?? running.arrival).duration(to: .now),
            memorySize: options.environment.memorySize, peakMemory: peakMemory, initDuration: initDuration,
            status: result.status)
        log.say(report.line)
        var result = result
        result.log = log.tail
        return result
    }

    private func sample() {
        peakMemory = process?.child.peakMemory ?? peakMemory
    }
}

extension Timestamp {
    /// The milliseconds since 1970.
    var milliseconds: Int64 { seconds * 1_000 + Int64(nanoseconds / 1_000_000) }
}
