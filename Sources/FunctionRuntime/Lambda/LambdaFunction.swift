import LearnHooks
import Logging
import NIOCore
import NIOPosix
import Receiving

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A function that AWS Lambda invokes.
struct LambdaFunction: Sendable {
    let api: RuntimeAPI
    let receiver: Receiver
    let outlet: Outlet
    let limits: HTTPLimits
    let clock: @Sendable () -> Timestamp
    let logger: Logger
    let log: DeliveryLog

    /// Takes invocations until a signal asks to end.
    ///
    /// - Throws: `RuntimeAPI.Failure`.
    func run(until signals: ShutdownSignals) async throws {
        let stopping = Task {
            await signals.wait()
            await api.stop()
        }
        defer { stopping.cancel() }
        try await takeAll()
    }

    /// Takes one invocation after the other until there is to be none.
    func takeAll() async throws {
        while let invocation = try await api.next() {
            setTrace(invocation.trace)
            var logger = logger
            logger[metadataKey: "lambda.request_id"] = "\(invocation.id)"
            logger[metadataKey: "lambda.deadline"] = invocation.deadline.map { "\($0)" }
            var log = log
            log.invocation = [
                ("lambda.deadline", invocation.deadline?.description), ("lambda.request_id", invocation.id),
            ]
            let status =
                switch await result(of: invocation, logger, log) {
                case .success(let result): try await api.respond(to: invocation.id, with: result)
                case .failure(let error): try await api.fail(invocation.id, with: error)
                }
            // Lambda has given up on the invocation, or the result is too large. The caller knows, so the next one is taken.
            if status >= 400 {
                logger.error(
                    "the Runtime API refuses the answer", metadata: ["http.status": .stringConvertible(status)])
            }
        }
    }

    private func result(
        of invocation: Invocation, _ logger: Logger, _ log: DeliveryLog
    ) async -> Result<[UInt8], InvocationError> {
        let event: LambdaEvent
        do throws(InvocationError) {
            event = try LambdaEvent(invocation)
        } catch {
            logger.warning("invocation refused", metadata: ["problem": "\(error.message.printable)"])
            return .failure(error)
        }
        switch event {
        case .delivery(let delivery): return .success(await answer(to: delivery, logger, log).gatewayResponse)
        case .message(let message):
            let function = TrustedFunction(
                receiver: receiver, outlet: outlet, clock: clock, logger: logger, report: { log.write($0) },
                reply: .list)
            let answer = await answer(of: function, to: message)
            return answer.status < 400 ? .success(answer.body) : .failure(InvocationError(answer))
        }
    }

    /// Answers what was sent to the function's URL as the HTTP front end would.
    private func answer(to delivery: Delivery, _ logger: Logger, _ log: DeliveryLog) async -> Answer {
        let isEncoded = delivery.headers(named: "content-encoding").contains { $0.lowercased() != "identity" }
        if isEncoded || delivery.body.count > limits.bodyBytes {
            let refusal = isEncoded ? Answer.encoded : .tooLarge(limits.bodyBytes)
            refusal.log(to: logger)
            return refusal
        }
        let function = WebhookFunction(
            receiver: receiver, outlet: outlet, clock: clock, logger: logger, report: { log.write($0) })
        return await answer(of: function, to: delivery)
    }

    private func answer(of function: some Responder, to request: Delivery) async -> Answer {
        switch function.respond(to: request, on: MultiThreadedEventLoopGroup.singleton.next()) {
        case .now(let answer): answer
        case .later(let answer): (try? await answer.get()) ?? .problem(500, "a fault of the receiver")
        }
    }

    /// Hands the trace on to what looks for it in the environment, as AWS's libraries do.
    private func setTrace(_ trace: String?) {
        let variable = "_X_AMZN_TRACE_ID"
        // Both texts are copied before the calls return; between two invocations no other thread reads the environment.
        if let trace {
            _ = unsafe setenv(variable, trace, 1)
        } else {
            _ = unsafe unsetenv(variable)
        }
    }
}
