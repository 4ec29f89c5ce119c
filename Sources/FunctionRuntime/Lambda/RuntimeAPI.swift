import HTTPClient
import LearnHooks
import NIOCore
import NIOHTTP1
import NIOPosix

/// AWS Lambda's Runtime API as a function calls it: over one kept connection, one request after the other.
///
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
actor RuntimeAPI {
    /// The API said what ends a function: its environment is broken, or the function is not what it serves.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private enum Phase {
        /// No invocation is waited for: one is being handled, or told of.
        case working
        case polling
        /// No further invocation is taken; the result of one that was begun is still reported.
        case stopped
    }

    private static let version = "2018-06-01"
    /// How long is waited before each further attempt to reach the API, in milliseconds.
    private static let patience: [Int64] = [10, 20, 40, 80, 160, 320, 640, 1_000, 1_000, 1_000]
    private static let connectTimeout = TimeAmount.seconds(5)

    private let address: HTTPAddress
    private let eventLoop: any EventLoop
    private var channel: (any Channel)?
    private var phase = Phase.working

    init(_ address: HTTPAddress) {
        self.address = address
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    }

    /// Waits for the next invocation; however long, for the process may be frozen meanwhile.
    ///
    /// - Returns: The invocation; nil once there is to be none.
    /// - Throws: `Failure`, also if the API cannot be reached.
    func next() async throws -> Invocation? {
        guard phase != .stopped else { return nil }
        phase = .polling
        defer { if phase == .polling { phase = .working } }
        let reply: ClientAnswer
        do {
            reply = try await call(.GET, "runtime/invocation/next")
        } catch  where phase == .stopped {
            return nil
        }
        guard reply.status == 200 else { throw Failure(description: "the Runtime API answers \(reply.status) to next") }
        guard let invocation = Invocation(reply) else {
            throw Failure(description: "the Runtime API gives an invocation without an id")
        }
        return invocation
    }

    /// Gives the result of an invocation.
    ///
    /// - Returns: The status of the API's answer.
    /// - Throws: `Failure`, also if the API cannot be reached.
    func respond(to id: String, with result: [UInt8]) async throws -> Int {
        try await post("runtime/invocation/\(id)/response", [], result)
    }

    /// Tells that an invocation failed.
    ///
    /// - Returns: The status of the API's answer.
    /// - Throws: `Failure`, also if the API cannot be reached.
    func fail(_ id: String, with error: InvocationError) async throws -> Int {
        try await post("runtime/invocation/\(id)/error", error.headers, error.json)
    }

    /// Tells that the function cannot start.
    ///
    /// - Throws: `Failure`, also if the API cannot be reached.
    func failInit(with error: InvocationError) async throws {
        _ = try await post("runtime/init/error", error.headers, error.json)
    }

    /// Takes no further invocation; one that was begun is still answered.
    func stop() {
        if phase == .polling { channel?.close(promise: nil) }
        phase = .stopped
    }

    private func post(_ path: String, _ fields: [Delivery.HeaderField], _ body: [UInt8]) async throws -> Int {
        let type = Delivery.HeaderField("Content-Type", "application/json")
        let status = try await call(.POST, path, [type] + fields, body).status
        // Source: the same page: after an error of the container the runtime should exit promptly.
        guard status < 500 else { throw Failure(description: "the Runtime API answers \(status)") }
        return status
    }

    /// Makes a request, over a new connection where the old one was lost.
    private func call(
        _ method: HTTPMethod, _ path: String, _ fields: [Delivery.HeaderField] = [], _ body: [UInt8] = []
    ) async throws -> ClientAnswer {
        let path = "\(address.path == "/" ? "" : address.path)/\(Self.version)/\(path)"
        let fields = [("User-Agent", "learnhooks")] + fields.map { ($0.name, $0.value) }
        let request = ClientRequest(method, path, at: address, fields: fields, body: body)
        for pause in Self.patience {
            do {
                let channel = try await connection()
                // If the end was asked for meanwhile, there was no connection to close.
                if method == .GET, phase == .stopped { throw CancellationError() }
                return try await exchange(request, over: channel)
            } catch let error as ClientError where error == .garbled {
                throw Failure(description: "the Runtime API: \(error)")
            } catch {
                if method == .GET, phase == .stopped { throw error }
                channel = nil
                try? await Task.sleep(for: .milliseconds(pause))
            }
        }
        throw Failure(description: "the Runtime API at \(address.authority) cannot be reached")
    }

    private func exchange(_ request: ClientRequest, over channel: any Channel) async throws -> ClientAnswer {
        let promise = eventLoop.makePromise(of: ClientAnswer.self)
        // The connection was lost just now, so nothing handles the exchange.
        channel.writeAndFlush(ClientConnection.Exchange(request: request, promise: promise))
            .whenFailure { _ in promise.fail(ClientError.lost) }
        return try await promise.futureResult.get()
    }

    private func connection() async throws -> any Channel {
        if let channel, channel.isActive { return channel }
        let opened = try await ClientConnection.open(
            to: address, on: eventLoop, within: Self.connectTimeout, bodies: .kept
        ).get()
        channel = opened
        return opened
    }
}
