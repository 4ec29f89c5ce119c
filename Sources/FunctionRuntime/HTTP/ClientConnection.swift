import LearnHooks
import NIOCore
import NIOHTTP1
import NIOPosix

/// A connection to a server that is called: one request at a time, each followed by its answer.
final class ClientConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    /// A request, and who waits for its answer.
    struct Exchange: Sendable {
        let request: ClientRequest
        let promise: EventLoopPromise<Reply>
    }

    /// An answer.
    struct Reply: Sendable {
        let head: HTTPResponseHead
        /// The body, where bodies are kept.
        var body = ByteBuffer()

        var status: Int { Int(head.status.code) }
    }

    /// The connection ended before the answer did.
    struct Lost: Error, CustomStringConvertible {
        let description = "the connection was lost"
    }

    /// The answer is none.
    struct Garbled: Error, CustomStringConvertible {
        let description = "the answer is not HTTP, or too long"
    }

    /// The most bytes of an answer that nobody reads, and of one that somebody does.
    private static let longestAnswer = (passedOver: 1 << 20, kept: 16 << 20)

    private let keepsBodies: Bool
    private var promise: EventLoopPromise<Reply>?
    private var reply: Reply?
    private var replyBytes = 0

    /// Opens a connection.
    ///
    /// - Parameters:
    ///   - address: The server's.
    ///   - eventLoop: The connection's event loop.
    ///   - time: The most time that it may take.
    ///   - keepsBodies: Whether somebody reads the bodies of answers.
    /// - Returns: The promise of a channel that takes exchanges.
    static func open(
        to address: HTTPAddress, on eventLoop: any EventLoop, within time: TimeAmount, keepsBodies: Bool
    ) -> EventLoopFuture<any Channel> {
        let connect: @Sendable (String) -> EventLoopFuture<any Channel> = { host in
            ClientBootstrap(group: eventLoop)
                .connectTimeout(time)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(ClientConnection(keepsBodies: keepsBodies))
                    }
                }
                .connect(host: host, port: address.port)
        }
        guard address.host.lowercased() == "localhost" else { return connect(address.host) }
        // An image may have no file that says who this machine is: RFC 6761, 6.3, says it all the same.
        return connect(address.host).flatMapError { _ in connect("127.0.0.1") }
    }

    private init(keepsBodies: Bool) {
        self.keepsBodies = keepsBodies
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        guard context.channel.isActive else {
            promise?.fail(Lost())
            return exchange.promise.fail(Lost())
        }
        self.promise = exchange.promise
        context.write(wrapOutboundOut(.head(exchange.request.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(exchange.request.body))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            reply = Reply(head: head)
            replyBytes = 0
        case .body(var bytes):
            replyBytes += bytes.readableBytes
            let longest = keepsBodies ? Self.longestAnswer.kept : Self.longestAnswer.passedOver
            guard replyBytes <= longest else { return fail(Garbled(), context) }
            if keepsBodies { reply?.body.writeBuffer(&bytes) }
        case .end:
            guard let reply, let promise else { return fail(Garbled(), context) }
            (self.promise, self.reply) = (nil, nil)
            // Whoever gets the answer looks whether the connection is still there.
            if !reply.head.isKeepAlive { context.close(promise: nil) }
            promise.succeed(reply)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(Lost(), context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error is HTTPParserError ? Garbled() : Lost(), context)
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        promise?.fail(error)
        promise = nil
        context.close(promise: nil)
    }
}

/// A request with its body.
struct ClientRequest: Sendable {
    let head: HTTPRequestHead
    let body: ByteBuffer

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path at the address, with the query if there is one.
    ///   - address: The server's.
    ///   - fields: The fields of the header, but for the server's name and the body's length.
    ///   - body: The body.
    init(
        _ method: HTTPMethod, _ path: String, at address: HTTPAddress, fields: [Delivery.HeaderField],
        body: [UInt8] = []
    ) {
        var headers = HTTPHeaders([("Host", address.authority)])
        if method != .GET { headers.add(name: "Content-Length", value: "\(body.count)") }
        for field in fields { headers.add(name: field.name, value: field.value) }
        head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
        self.body = ByteBuffer(bytes: body)
    }
}
