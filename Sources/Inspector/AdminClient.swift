import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a running function over its Unix socket, one request a connection.
package struct AdminClient: Sendable {
    private let path: String

    /// Creates a client; nil if nobody listens at the socket.
    package init?(at path: String) {
        self.path = path
        guard
            let channel = try? ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path).wait()
        else { return nil }
        channel.close(promise: nil)
    }

    /// Makes a request, and waits for its answer.
    ///
    /// - Throws: What NIO throws where the connection ends before the answer does.
    package func answer(to request: AdminRequest) throws -> AdminAnswer {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = eventLoop.makePromise(of: AdminAnswer.self)
        let channel = try ClientBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(AnswerReader(promise))
                }
            }
            .connect(unixDomainSocketPath: path).wait()
        let headers: HTTPHeaders = [
            "Host": "localhost", "Content-Length": "\(request.body.count)", "Connection": "close",
        ]
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.target, headers: headers)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: request.body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        return try promise.futureResult.wait()
    }
}

/// Puts an answer together.
private final class AnswerReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<AdminAnswer>
    private var answer = AdminAnswer(body: [])

    init(_ promise: EventLoopPromise<AdminAnswer>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer.status = Int(head.status.code)
            answer.mediaType = head.headers.first(name: "content-type") ?? ""
        case .body(let bytes): answer.body += bytes.readableBytesView
        case .end:
            promise.succeed(answer)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ChannelError.eof)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
