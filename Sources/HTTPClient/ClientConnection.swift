import Faults
package import NIOCore
package import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS

/// A connection to a server that is called: one request at a time, each followed by its answer.
package final class ClientConnection: ChannelDuplexHandler {
    package typealias InboundIn = HTTPClientResponsePart
    package typealias OutboundIn = Exchange
    package typealias OutboundOut = HTTPClientRequestPart

    /// A request, and who waits for its answer.
    package struct Exchange: Sendable {
        let request: ClientRequest
        let promise: EventLoopPromise<ClientAnswer>

        /// Creates an exchange.
        package init(request: ClientRequest, promise: EventLoopPromise<ClientAnswer>) {
            self.request = request
            self.promise = promise
        }
    }

    /// What becomes of the bodies of answers.
    package enum Bodies: Sendable {
        /// They are not read: up to so many bytes are skipped, and then the connection is closed.
        case passedOver
        /// They are kept, and one that is longer than may be is an error.
        case kept

        fileprivate var most: Int {
            switch self {
            case .passedOver: 64 << 10
            case .kept: 16 << 20
            }
        }
    }

    private let watch = AnswerWatch()
    private let bodies: Bodies
    /// Succeeds once requests can be sent: behind the handshake, where TLS is spoken.
    private let ready: EventLoopPromise<Void>
    private let isSecure: Bool
    private var promise: EventLoopPromise<ClientAnswer>?
    private var answer: ClientAnswer?
    private var bodyBytes = 0

    /// Opens a connection.
    ///
    /// - Parameters:
    ///   - address: The server's.
    ///   - eventLoop: The connection's event loop.
    ///   - time: The most time that it may take, the handshake of TLS included.
    ///   - roots: The authorities that a server's certificate is verified by; where nil, no TLS can be spoken.
    ///   - bodies: What becomes of the bodies of answers.
    /// - Returns: The promise of a channel that takes exchanges, or a `ClientError`.
    package static func open(
        to address: HTTPAddress, on eventLoop: any EventLoop, within time: TimeAmount, roots: TrustRoots? = nil,
        bodies: Bodies
    ) -> EventLoopFuture<any Channel> {
        let deadline = NIODeadline.now() + time
        let connect: @Sendable (String) -> EventLoopFuture<any Channel> = { host in
            ClientBootstrap(group: eventLoop)
                .connectTimeout(deadline - .now())
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        if address.isSecure { try pipeline.addHandler(tlsHandler(for: address, roots)) }
                        let connection = ClientConnection(
                            bodies, isSecure: address.isSecure, on: channel.eventLoop)
                        try pipeline.addHandler(connection.watch)
                        try pipeline.addHTTPClientHandlers()
                        try pipeline.addHandler(connection)
                    }
                }
                .connect(host: host, port: address.port)
                .flatMap { channel in ready(channel, by: deadline) }
        }
        let connected = connect(address.host)
        guard address.host.lowercased() == "localhost" else {
            return connected.flatMapErrorThrowing { throw ClientError(connecting: $0) }
        }
        // An image may have no hosts file: RFC 6761, 6.3, says what `localhost` is.
        return connected.flatMapError { error in
            guard ClientError(connecting: error) == .noSuchHost else { return eventLoop.makeFailedFuture(error) }
            return connect("127.0.0.1")
        }.flatMapErrorThrowing { throw ClientError(connecting: $0) }
    }

    private static func tlsHandler(for address: HTTPAddress, _ roots: TrustRoots?) throws -> NIOSSLClientHandler {
        guard let roots else { throw ClientError.tls("https is not spoken here") }
        // An IP address cannot be sent as the server's name (RFC 6066, 3), but it is compared to the certificate.
        let isIPAddress = (try? SocketAddress(ipAddress: address.host, port: 0)) != nil
        return try NIOSSLClientHandler(context: roots.context(), serverHostname: isIPAddress ? nil : address.host)
    }

    /// Waits until requests can be sent; a channel of which that is not so in time is closed.
    private static func ready(_ channel: any Channel, by deadline: NIODeadline) -> EventLoopFuture<any Channel> {
        do {
            let ready = try channel.pipeline.syncOperations.handler(type: ClientConnection.self).ready.futureResult
            let timer = channel.eventLoop.scheduleTask(deadline: deadline) { channel.close(promise: nil) }
            return ready.map { channel }.always { _ in timer.cancel() }
        } catch {
            return channel.eventLoop.makeFailedFuture(ClientError.noConnection)
        }
    }

    private init(_ bodies: Bodies, isSecure: Bool, on eventLoop: any EventLoop) {
        self.bodies = bodies
        self.isSecure = isSecure
        ready = eventLoop.makePromise()
    }

    package func channelActive(context: ChannelHandlerContext) {
        if !isSecure { ready.succeed() }
        context.fireChannelActive()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { ready.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        ready.fail(ClientError.noConnection)
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        guard context.channel.isActive else {
            promise?.fail(ClientError.lost)
            return exchange.promise.fail(ClientError.lost)
        }
        self.promise = exchange.promise
        context.write(wrapOutboundOut(.head(exchange.request.head)), promise: nil)
        if Fault.sentByHalf.isReached() { writeHalf(of: exchange.request.body, context) }
        guard let pause = exchange.request.pause else {
            context.write(wrapOutboundOut(.body(.byteBuffer(exchange.request.body))), promise: nil)
            return context.write(wrapOutboundOut(.end(nil)), promise: promise)
        }
        var rest = exchange.request.body
        let first = rest.readSlice(length: rest.readableBytes / 2) ?? ByteBuffer()
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(first))), promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            // If the connection has ended in between, both fail, and the caller was told.
            context.write(self.wrapOutboundOut(.body(.byteBuffer(rest))), promise: nil)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: promise)
        }
    }

    /// Writes half of a body, where the process is to end then.
    private func writeHalf(of body: ByteBuffer, _ context: ChannelHandlerContext) {
        let half = body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? body
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(half))), promise: nil)
        Fault.kill()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer = ClientAnswer(head: head)
            bodyBytes = 0
        case .body(var bytes):
            bodyBytes += bytes.readableBytes
            guard bodyBytes <= bodies.most else { return endLongAnswer(context) }
            if case .kept = bodies { answer?.body.writeBuffer(&bytes) }
        case .end:
            guard let answer, let promise else { return fail(.garbled, context) }
            (self.promise, self.answer) = (nil, nil)
            // The receiver of the answer checks whether the connection is still open.
            if !answer.head.isKeepAlive { context.close(promise: nil) }
            promise.succeed(answer)
        }
    }

    /// If the body is not read, the head is the whole answer.
    private func endLongAnswer(_ context: ChannelHandlerContext) {
        guard case .passedOver = bodies, let answer else { return fail(.garbled, context) }
        let promise = promise
        (self.promise, self.answer) = (nil, nil)
        context.close(promise: nil)
        promise?.succeed(answer)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        fail(watch.hasBegun ? .cutOff : .lost, context)
        context.fireChannelInactive()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let ended = watch.hasBegun ? ClientError.cutOff : .lost
        fail(ClientError(tls: error) ?? (error is HTTPParserError ? .garbled : ended), context)
    }

    private func fail(_ error: ClientError, _ context: ChannelHandlerContext) {
        // If requests can be sent already, this has no effect.
        ready.fail(error == .lost ? .noConnection : error)
        promise?.fail(error)
        promise = nil
        context.close(promise: nil)
    }
}
