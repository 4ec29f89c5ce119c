import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// The HTTP front end.
public struct HTTPServer: Sendable {
    /// Where a server listens, and how it ends.
    public struct Options: Sendable {
        /// The address: a name, or an IP address.
        public var host: String
        /// The port; 0 lets the system choose one.
        public var port: Int
        /// How much of everything is taken.
        public var limits = HTTPLimits()
        /// The seconds for which new connections are still taken, once the server is to stop.
        public var shutdownDelay = 0

        /// Creates options.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// The address cannot be had.
    public struct BindError: Error, CustomStringConvertible {
        /// Which address, and why not.
        public let description: String
    }

    /// How long deliveries in flight have to end.
    private static let patience = TimeAmount.seconds(8)

    private let options: Options
    private let state: ServerState

    init(_ options: Options, responder: any Responder, metrics: Metrics, logger: Logger) {
        self.options = options
        state = ServerState(limits: options.limits, responder: responder, metrics: metrics, logger: logger)
    }

    /// Serves until the task is cancelled, then ends what is in flight.
    ///
    /// - Parameter didBind: Is told the port once connections are taken.
    /// - Throws: `BindError` when the address cannot be had.
    public func run(didBind: (_ port: Int) throws -> Void) async throws {
        FileLimit.raise(toHold: options.limits.connections)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let listener: any Channel
        do {
            listener = try await bind(on: group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try didBind(listener.localAddress?.port ?? options.port)
        await untilCancelled()
        await drain(listener)
        // Its threads end with the process; a loop that waits for a slow reader of standard output must not hold it up.
    }

    private func bind(on group: any EventLoopGroup) async throws -> any Channel {
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1_024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                // One at a time, so that not one too many is accepted.
                .serverChannelOption(.maxMessagesPerRead, value: 1)
                .serverChannelInitializer { listener in
                    listener.eventLoop.makeCompletedFuture {
                        try listener.pipeline.syncOperations.addHandler(AcceptGate(state))
                    }
                }
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                // Who has sent all that there is may close that half, and still reads the answer.
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers([
                            RequestGate(limits: options.limits),
                            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
                            HTTPResponseEncoder(), Connection(state),
                        ])
                    }
                }
                .bind(host: options.host, port: options.port).get()
        } catch let error as IOError {
            throw BindError(description: "\(address): \(FileError.words(for: error.errnoCode))")
        } catch {
            throw BindError(description: "\(address): no such address")
        }
    }

    private var address: String {
        options.host.contains(":") ? "[\(options.host)]:\(options.port)" : "\(options.host):\(options.port)"
    }

    private func untilCancelled() async {
        let (stream, _) = AsyncStream.makeStream(of: Never.self)
        for await _ in stream {}
    }

    /// Says that it stops, and takes what is on its way.
    private func drain(_ listener: any Channel) async {
        state.drain()
        // Connections that the system has accepted already are taken before the door closes.
        let lastCalls = TimeAmount.milliseconds(20)
        await wait(options.shutdownDelay > 0 ? .seconds(Int64(options.shutdownDelay)) : lastCalls, on: listener)
        try? await listener.close()
        let connections = state.connections
        for connection in connections { connection.pipeline.fireUserInboundEventTriggered(ServerDrain()) }
        let ended = listener.eventLoop.makePromise(of: Void.self)
        let cut = listener.eventLoop.scheduleTask(in: Self.patience) {
            state.logger.warning(
                "deliveries cut off", metadata: ["http.connections": .stringConvertible(state.connections.count)])
            ended.succeed()
        }
        EventLoopFuture.andAllComplete(connections.map(\.closeFuture), on: listener.eventLoop).whenComplete { _ in
            cut.cancel()
            ended.succeed()
        }
        try? await ended.futureResult.get()
    }

    private func wait(_ time: TimeAmount, on listener: any Channel) async {
        try? await listener.eventLoop.scheduleTask(in: time) {}.futureResult.get()
    }
}
