package import Inspector
package import Logging
import NIOCore
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The HTTP front end.
public struct HTTPServer: Sendable {
    /// Where a server listens, and how it ends.
    public struct Options: Sendable {
        /// The address: a name, or an IP address.
        public var host: String
        /// The variable that the address was read from, for errors; nil where none set it.
        var hostVariable: String?
        /// The port; 0 lets the system choose one.
        public var port: Int
        /// What the server shows, where it speaks TLS.
        public var identity: ServerIdentity?
        /// The address of health and metrics, where it is another: a name or an IP address, and a port.
        public var admin: (host: String, port: Int)?
        /// What the inspector at that address is told; nil where there is none.
        package var inspector: Inspector.Surroundings?
        /// Whether health and metrics stay beside deliveries all the same, and any free port will do where that one is taken.
        package var isAdminAside = false
        /// How much of everything is taken.
        public var limits = HTTPLimits()
        /// The seconds for which new connections are still taken, once the server is to stop.
        public var shutdownDelay = 0
        /// Whether every request is the responder's: also with an encoded body, for a page of the server's own, and with a
        /// body that is too large, of which it gets as many bytes as may be and one more.
        package var isTransparent = false

        /// Whether only this machine can reach an address.
        package static func isLoopback(_ host: String) -> Bool {
            host == "localhost" || host == "::1"
                || (host.hasPrefix("127.") && host.allSatisfy { "0123456789.".contains($0) })
        }

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

    /// How long requests have to come to their end once the server is to stop, deliveries in flight to be answered, and the
    /// answers to those that are cut off to go out: less than the ten seconds after which those who run containers kill them.
    private static let patience = (
        requests: Duration.seconds(7), deliveries: Duration.seconds(8), answers: Duration.seconds(9)
    )

    private let options: Options
    private let state: ServerState

    init(
        _ options: Options, responder: any Responder, metrics: Metrics, inspector: Inspector? = nil, logger: Logger,
        lines: LogWriter? = nil
    ) {
        self.options = options
        var limits = options.limits
        limits.bodiesBytes = max(limits.bodiesBytes, limits.leastBodiesBytes)
        limits.connections = FileLimit.connections(atMost: limits.connections)
        if limits.connections < options.limits.connections {
            logger.warning(
                "fewer connections than configured: the system's limit of open files is too low",
                metadata: ["http.connections": .stringConvertible(limits.connections)])
        }
        if options.identity?.isKeyPublic == true {
            logger.warning("everybody on this machine may read the key of the server's certificate: TLS_KEY_FILE")
        }
        state = ServerState(
            limits: limits, isTransparent: options.isTransparent, responder: responder, metrics: metrics,
            inspector: inspector, logger: logger, lines: lines)
    }

    /// Creates a server that keeps no count.
    package init(_ options: Options, responder: any Responder, logger: Logger) {
        self.init(options, responder: responder, metrics: Metrics(of: []), logger: logger)
    }

    /// Serves until it is to stop, then ends what is in flight.
    ///
    /// - Parameters:
    ///   - isToStop: Returns when it is to stop.
    ///   - didBind: Is told the ports once connections are taken: that of deliveries, and that of the inspector's address.
    /// - Throws: `BindError` when the address cannot be had.
    package func run(until isToStop: @Sendable () async -> Void, didBind: (_ port: Int, _ admin: Int?) throws -> Void)
        async throws
    {
        let pages = options.admin == nil || options.isAdminAside ? ServicePage.Place.beside : .elsewhere
        let listener = try await bind(options.host, options.port, options.identity, pages)
        var listeners = [listener]
        if let admin = options.admin { listeners.append(try await bindAdmin(admin.host, admin.port)) }
        try didBind(
            listener.localAddress?.port ?? options.port,
            options.admin == nil ? nil : listeners.last?.localAddress?.port)
        await isToStop()
        await drain(listeners)
        // The event loops end with the process: nothing that they wait for may hold it up.
    }

    /// Opens the address of health, metrics and the inspector: beyond this machine, the inspector speaks TLS alone.
    private func bindAdmin(_ host: String, _ port: Int) async throws -> any Channel {
        let identity = options.inspector != nil && !Options.isLoopback(host) ? options.identity : nil
        do {
            return try await bind(host, port, identity, .alone)
        } catch  where options.isAdminAside && port != 0 {
            return try await bind(host, 0, identity, .alone)
        }
    }

    private func bind(
        _ host: String, _ port: Int, _ identity: ServerIdentity?, _ pages: ServicePage.Place
    ) async throws -> any Channel {
        do {
            return try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.backlog, value: 1_024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer { listener in
                    listener.eventLoop.makeCompletedFuture {
                        try listener.pipeline.syncOperations.addHandler(AcceptGate(state))
                    }
                }
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                // One read is what a connection holds at most of what it is not yet answered.
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelOption(
                    .recvAllocator,
                    value: AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 2_048, maximum: 8_192)
                )
                // An answer has gone out when the system has taken all of it.
                .childChannelOption(.writeBufferWaterMark, value: .init(low: 1, high: 4_096))
                // Who has sent all that there is may close that half, and still reads the answer.
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let identity { try channel.pipeline.syncOperations.addHandler(identity.handler()) }
                        try channel.pipeline.syncOperations.addHandler(
                            Connection(state, state.standing(of: channel), state.turn(of: channel.eventLoop), pages))
                    }
                }
                .bind(host: host, port: port).get()
        } catch let error as IOError {
            let isHostAtFault = error.errnoCode != EADDRINUSE && error.errnoCode != EACCES
            throw BindError(
                description: "\(address(host, port, pages, isHostAtFault)): \(FileError.words(for: error.errnoCode))")
        } catch {
            throw BindError(description: "\(address(host, port, pages, true)): no such address")
        }
    }

    /// The address for an error, behind the variable that set it where that is at fault.
    private func address(
        _ host: String, _ port: Int, _ pages: ServicePage.Place, _ isHostAtFault: Bool
    ) -> String {
        let name = host.contains(":") ? "[\(host)]" : host
        let variable = pages == .alone ? "ADMIN" : options.hostVariable
        return "\(isHostAtFault ? variable.map { "\($0): " } ?? "" : "")\(name):\(port)"
    }

    /// Says that it stops, and takes what is on its way; nothing here waits for an event loop.
    private func drain(_ listeners: [any Channel]) async {
        state.drain()
        // Connections that the system has accepted already are taken before the door closes.
        let lastCalls = Duration.milliseconds(20)
        try? await Task.sleep(for: max(.seconds(options.shutdownDelay), lastCalls))
        state.close()
        for listener in listeners { listener.close(promise: nil) }
        let start = ContinuousClock.now
        tell(.draining)
        await untilIdle(start + Self.patience.requests)
        tell(.ending)
        await untilIdle(start + Self.patience.deliveries)
        state.responder.cutOff()
        await untilIdle(start + Self.patience.answers)
        if !state.isIdle { state.logger.warning("connections cut off") }
    }

    private func tell(_ notice: ServerNotice) {
        for connection in state.connections { connection.pipeline.fireUserInboundEventTriggered(notice) }
    }

    private func untilIdle(_ deadline: ContinuousClock.Instant) async {
        while !state.isIdle, .now < deadline, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
    }
}
