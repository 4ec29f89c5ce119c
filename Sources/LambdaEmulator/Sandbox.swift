import FunctionRuntime
import LearnHooks
import Logging
import NIOCore
import NIOPosix

/// One process of the function, with a Runtime API of its own: it takes one call behind the other.
actor Sandbox {
    /// What became of a call.
    enum Outcome: Sendable {
        /// It is over, and the process may take another.
        case finished(CallResult)
        /// It is over, and so is the process.
        case ended(CallResult)
        /// The process has ended before the call was its own.
        case gone(CallResult)
        /// The process has not asked for a call in time.
        case initTimedOut
    }

    private struct Running {
        let call: Call
        let continuation: CheckedContinuation<Outcome, Never>
        var start: ContinuousClock.Instant?
        var deadline: ContinuousClock.Instant?
        var timer: Task<Void, Never>?
    }

    /// The most bytes of a result.
    ///
    /// Source: AWS's own emulator, internal/lambda/core/directinvoke: 6 MiB and 100 bytes.
    static let largestPayload = (6 << 20) + 100
    /// How long a process may take to its first `next`.
    /// Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    private static let initTime = Duration.seconds(10)
    private static let samplingInterval = Duration.milliseconds(200)

    private let options: LambdaEmulator.Options
    private let clock: @Sendable () -> Timestamp
    private let log: SandboxLog
    private var state = RuntimeState()
    private var poll: EventLoopPromise<Answer>?
    private var running: Running?
    private var child: ChildProcess?
    private var output: ProcessOutput?
    private var initError: CallResult?
    private var spawned = ContinuousClock.now
    private var initDuration: Duration?
    private var peakMemory: Int?
    private var end: ChildProcess.End?
    private var isSecond = false
    private var hasReportedInit = false
    private var hasStarted = false
    /// Whether the process takes nothing any more.
    private var isOver = false
    /// Whether there is no process any more.
    private(set) var hasEnded = false
    private let over: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init(_ options: LambdaEmulator.Options, clock: @escaping @Sendable () -> Timestamp) {
        self.options = options
        self.clock = clock
        log = SandboxLog(write: options.log)
        over = AsyncStream.makeStream()
    }

    /// Starts the process.
    ///
    /// - Parameter isSecond: Whether another has not come up in time: then there is the time of the call alone.
    /// - Throws: `ChildProcess.StartError`, `ProcessOutput.Exhausted`, `HTTPServer.BindError`.
    func start(isSecond: Bool) async throws {
        self.isSecond = isSecond
        do {
            try await spawn(runtimePort: serve())
        } catch {
            (isOver, hasEnded) = (true, true)
            over.continuation.finish()
            throw error
        }
        guard !isSecond else { return }
        Task {
            try? await Task.sleep(for: Self.initTime)
            initTimedOut()
        }
    }

    private func spawn(runtimePort: Int) throws {
        let output = try ProcessOutput { [log] in log.append($0) }
        defer { output.closeInput() }
        spawned = .now
        let variables = options.environment.variables(runtimePort: runtimePort, startedAt: clock())
        let child = try output.withInput { try ChildProcess(options.command, environment: variables, output: $0) }
        (self.child, self.output) = (child, output)
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
        // What is larger than a result may be is read all the same: it costs the call, and not the process.
        options.limits.bodyBytes = 10 * Self.largestPayload
        options.limits.idleSeconds = 3_600
        let server = HTTPServer(
            options, responder: RuntimeResponder(sandbox: self),
            logger: Logger(label: "runtime API") { _ in LineLogHandler(.plain, level: .warning) })
        let (ports, port) = AsyncStream<Result<Int, any Error>>.makeStream()
        Task {
            do {
                try await server.run(until: { [over] in for await _ in over.stream {} }) { port.yield(.success($0)) }
            } catch {
                port.yield(.failure(error))
            }
        }
        for await port in ports { return try port.get() }
        throw CancellationError()
    }

    /// Runs a call; one at a time.
    func run(_ call: Call) async -> Outcome {
        await withCheckedContinuation { continuation in
            running = Running(call: call, continuation: continuation)
            settle()
            // A first process has time of its own to come up.
            if isSecond || state.phase != .starting { setTimer(for: call) }
            deliver()
        }
    }

    /// Ends the process, and what runs in it.
    func stop() {
        // The number of a process that has ended may be another's.
        if !hasEnded { child?.kill() }
    }

    // MARK: What the process says

    /// Takes a request of the process.
    func take(_ request: Delivery, _ promise: EventLoopPromise<Answer>) {
        guard !isOver else { return promise.succeed(.runtimeError(500, "Runtime.Ended", "the process is to end")) }
        do throws(RuntimeState.Violation) {
            switch RuntimeRequest(request) {
            case .next:
                try state.next()
                if initDuration == nil { initDuration = spawned.duration(to: .now) }
                poll?.succeed(Answer(.transition))
                poll = promise
                return deliver()
            case .response(let id):
                try state.answer(id)
                guard request.body.count <= Self.largestPayload else {
                    let problem = "the result is larger than \(Self.largestPayload) bytes"
                    finish(.error("Function.ResponseSizeTooLarge", problem), status: "error")
                    return promise.succeed(.runtimeError(413, "RequestEntityTooLarge", problem))
                }
                finish(CallResult(payload: request.body, isError: false))
            case .error(let id):
                try state.answer(id)
                finish(CallResult(payload: request.body, isError: true), status: "error")
            case .initError:
                try state.failInit()
                initError = CallResult(payload: request.body, isError: true)
                settle()
                killLater()
            case .unsupported(let what):
                log.say("learnhooks: \(what) not emulated: \(request.method) \(request.path.printable)")
                return promise.succeed(.runtimeError(501, "Emulator.Unsupported", "\(what) not emulated"))
            case .unknown:
                return promise.succeed(.runtimeError(404, "Emulator.NotFound", "not a path of the Runtime API"))
            }
            promise.succeed(.accepted)
        } catch {
            promise.succeed(Answer(error))
        }
    }

    /// Gives the process the call, where both are there.
    private func deliver() {
        guard case .waiting = state.phase, let poll, let call = running?.call, running?.start == nil,
            // What has ended and was not missed yet takes nothing.
            let child, !child.hasEnded
        else { return }
        self.poll = nil
        state.begin(call.id)
        start(call)
        if running?.timer == nil { setTimer(for: call) }
        let rest = ContinuousClock.now.duration(to: running?.deadline ?? .now)
        let deadline = clock().milliseconds + Int64(rest / .milliseconds(1))
        var fields = [
            ("Content-Type", "application/json"), ("Lambda-Runtime-Aws-Request-Id", call.id),
            ("Lambda-Runtime-Deadline-Ms", "\(deadline)"),
            ("Lambda-Runtime-Invoked-Function-Arn", options.environment.arn(of: call.function)),
            ("Lambda-Runtime-Trace-Id", call.trace),
        ]
        if let context = call.clientContext { fields.append(("Lambda-Runtime-Client-Context", context)) }
        poll.succeed(Answer(status: 200, headers: fields.map { .init($0, $1) }, body: call.payload))
    }

    private func start(_ call: Call) {
        // What was written before the process asked for the call stands before the call.
        output?.drain()
        // What it says while it comes up belongs to its first call.
        if hasStarted { log.begin() }
        hasStarted = true
        log.say("START RequestId: \(call.id) Version: \(LambdaEnvironment.version)")
        running?.start = .now
    }

    // MARK: What happens to it

    private func ended(_ end: ChildProcess.End) {
        (isOver, hasEnded, self.end) = (true, true, end)
        output?.close()
        over.continuation.finish()
        poll?.succeed(.runtimeError(500, "Runtime.Ended", "the process has ended"))
        poll = nil
        peakMemory = end.peakMemory ?? peakMemory
        settle()
    }

    /// Tells whoever waits for what this process cannot give any more.
    private func settle() {
        guard let running else { return }
        if let initError {
            finish(initError, status: "error", isLast: true)
        } else if let end {
            let result = CallResult.exit(running.call, end)
            guard running.start == nil, state.phase != .starting else {
                return finish(result, status: "error", isLast: true)
            }
            self.running = nil
            running.continuation.resume(returning: .gone(result))
        }
    }

    /// Gives the process a moment to end by itself.
    private func killLater() {
        Task { [child] in
            try? await Task.sleep(for: .seconds(1))
            if !hasEnded { child?.kill() }
        }
    }

    private func initTimedOut() {
        guard state.phase == .starting, !isOver, initError == nil else { return }
        log.say("INIT_REPORT Init Duration: \(Self.initTime.milliseconds) ms\tPhase: init\tStatus: timeout")
        isOver = true
        child?.kill()
        running?.continuation.resume(returning: .initTimedOut)
        running = nil
    }

    /// Looks at the memory until the time of the call is up.
    private func setTimer(for call: Call) {
        guard running?.call.id == call.id else { return }
        let deadline = ContinuousClock.now + .seconds(options.timeout)
        running?.deadline = deadline
        running?.timer = Task {
            while !Task.isCancelled {
                sample()
                let rest = ContinuousClock.now.duration(to: deadline)
                guard rest > .zero else { return timedOut(call) }
                try? await Task.sleep(for: min(rest, Self.samplingInterval))
            }
        }
    }

    private func timedOut(_ call: Call) {
        guard running?.call.id == call.id else { return }
        isOver = true
        child?.kill()
        let problem = "Task timed out after \(options.timeout).00 seconds"
        log.say("\(clock()) \(call.id) \(problem)")
        finish(.error("Sandbox.Timedout", "RequestId: \(call.id) Error: \(problem)"), status: "timeout", isLast: true)
    }

    private func sample() {
        peakMemory = child?.peakMemory ?? peakMemory
    }

    /// Tells whoever waits what came of the call.
    private func finish(_ result: CallResult, status: String? = nil, isLast: Bool = false) {
        if let call = running?.call, running?.start == nil, initDuration == nil { start(call) }
        guard let running else { return }
        self.running = nil
        running.timer?.cancel()
        if !isOver { sample() }
        output?.drain()
        log.say("END RequestId: \(running.call.id)")
        log.say(report(running, status: status))
        var result = result
        result.log = log.tail
        running.continuation.resume(returning: isLast ? .ended(result) : .finished(result))
    }

    private func report(_ running: Running, status: String?) -> String {
        let duration = (running.start ?? spawned).duration(to: .now)
        var parts = [
            "REPORT RequestId: \(running.call.id)", "Duration: \(duration.milliseconds) ms",
            "Billed Duration: \(Int((duration / .milliseconds(1)).rounded(.up))) ms",
            "Memory Size: \(options.environment.memorySize) MB",
        ]
        if let peakMemory { parts.append("Max Memory Used: \((peakMemory + (1 << 20) - 1) >> 20) MB") }
        if let initDuration, !hasReportedInit {
            parts.append("Init Duration: \(initDuration.milliseconds) ms")
            hasReportedInit = true
        }
        if let status { parts.append("Status: \(status)") }
        return parts.joined(separator: "\t")
    }
}

extension CallResult {
    /// What a caller gets when the process has ended.
    fileprivate static func exit(_ call: Call, _ end: ChildProcess.End) -> CallResult {
        let how = end.isSuccess ? "exited without providing a reason" : "exited with error: \(end.description)"
        return .error("Runtime.ExitError", "RequestId: \(call.id) Error: Runtime \(how)")
    }
}

extension Duration {
    /// The milliseconds, with two digits behind the point.
    var milliseconds: String {
        let hundredths = Int((self / .microseconds(10)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension Timestamp {
    /// The milliseconds since 1970.
    var milliseconds: Int64 { seconds * 1_000 + Int64(nanoseconds / 1_000_000) }
}
