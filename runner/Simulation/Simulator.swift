import FunctionRuntime
import HTTPClient
import LearnHooks
import NIOCore
import NIOHTTP1
import NIOPosix
import Simulation

/// Makes the attempts of a plan over HTTP, and tells it the outcome; all of it on one event loop.
final class Simulator {
    /// Who is sent to.
    struct Server {
        let address: HTTPAddress
        /// The authorities that it is verified by.
        let roots: TrustRoots?
    }

    private var plan: SendingPlan
    private let server: Server
    private let cast: SimulationCast
    private let expected: ExpectedActions?
    private let pool: ConnectionPool
    private let eventLoop: any EventLoop
    private let end: EventLoopPromise<SendingTally>
    private let begin = NIODeadline.now()
    private let progress = Progress()
    private var timer: Scheduled<Void>?
    private var isOver = false

    /// How long an answer is waited for. Source: https://docs.svix.com/retries
    private static let patience = TimeAmount.seconds(15)
    /// How long a slow sender pauses in the middle of a body.
    private static let pause = TimeAmount.seconds(2)

    /// Sends until the plan is at its end; once it is told to stop, what is under way comes to its end.
    ///
    /// - Parameters:
    ///   - plan: When which message is sent.
    ///   - server: Who is sent to.
    ///   - cast: What messages are signed with.
    ///   - expected: Where the actions go that are due.
    ///   - stop: Returns when it is to stop.
    /// - Throws: `FileError` if the actions cannot be written.
    /// - Returns: The outcome of the messages.
    static func run(
        _ plan: SendingPlan, to server: Server, signedBy cast: SimulationCast, _ expected: ExpectedActions?,
        until stop: @escaping @Sendable () async -> Void
    ) async throws -> SendingTally {
        let eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let end = eventLoop.makePromise(of: SendingTally.self)
        let stopped = eventLoop.makePromise(of: Void.self)
        eventLoop.execute {
            let simulator = Simulator(plan, server, cast, expected, eventLoop, end)
            stopped.futureResult.assumeIsolated().whenSuccess { simulator.stop() }
            simulator.turn()
        }
        let watch = Task {
            await stop()
            stopped.succeed()
        }
        defer { watch.cancel() }
        return try await end.futureResult.get()
    }

    private init(
        _ plan: SendingPlan, _ server: Server, _ cast: SimulationCast, _ expected: ExpectedActions?,
        _ eventLoop: any EventLoop, _ end: EventLoopPromise<SendingTally>
    ) {
        (self.plan, self.server, self.cast, self.expected) = (plan, server, cast, expected)
        (self.eventLoop, self.end) = (eventLoop, end)
        pool = ConnectionPool(roots: server.roots)
    }

    private var seconds: Double { Double((NIODeadline.now() - begin).nanoseconds) / 1e9 }

    private func turn() {
        timer?.cancel()
        while !isOver {
            switch plan.step(at: seconds) {
            case .send(let attempt): send(attempt)
            case .wait(let time):
                let deadline = begin + .nanoseconds(Int64(time * 1e9))
                timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.turn() }
                return
            case .waitForAnswer: return
            case .end: finish(.success(plan.tally))
            }
        }
    }

    private func stop() {
        plan.stop()
        turn()
    }

    private func send(_ attempt: SendingPlan.Attempt) {
        let delivery: Delivery
        do {
            delivery = try cast.delivery(of: attempt.message, at: SystemClock.now())
        } catch {
            return finish(.failure(error))
        }
        let base = server.address.path.hasSuffix("/") ? server.address.path.dropLast() : server.address.path[...]
        let request = ClientRequest(
            HTTPMethod(rawValue: delivery.method), base + delivery.path, at: server.address,
            fields: delivery.headers.map { ($0.name, $0.value) }, body: delivery.body,
            pause: attempt.message.isSlow ? Self.pause : nil)
        pool.send(request, on: eventLoop, until: .now() + Self.patience).assumeIsolated().whenComplete { result in
            self.take(SimulatedAnswer(result), to: attempt)
        }
    }

    private func take(_ answer: SimulatedAnswer, to attempt: SendingPlan.Attempt) {
        // This is called even if no file of due actions is written.
        let due = plan.take(answer, to: attempt, at: seconds)
        do {
            try expected?.add(due)
        } catch {
            return finish(.failure(error))
        }
        if let line = progress.line(plan.tally.messages, { "\(plan.tally.text), \($0) a second" }) {
            try? File.standardError.write(Array("\r\(line)\u{1B}[K".utf8)[...])
        }
        turn()
    }

    private func finish(_ result: Result<SendingTally, any Error>) {
        guard !isOver else { return }
        isOver = true
        if progress.hasShown { try? File.standardError.write(Array("\r\u{1B}[K".utf8)[...]) }
        end.completeWith(result)
    }
}

extension SimulatedAnswer {
    /// Takes the outcome of a request.
    fileprivate init(_ result: Result<ClientAnswer, any Error>) {
        let answer = try? result.get()
        self.init(
            status: answer?.status, retryAfter: answer?.retryAfter,
            endsMessage: answer?.head.headers.first(name: "webhook-delivery") == "abort-message")
    }
}
