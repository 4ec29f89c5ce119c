import NIOCore
import NIOHTTP1

/// A connection to a sink: one request at a time, and the status of its answer.
final class SinkConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Exchange
    typealias OutboundOut = HTTPClientRequestPart

    /// A request, and who waits for the status of its answer.
    struct Exchange: Sendable {
        let request: SinkRequest
        let promise: EventLoopPromise<UInt>
    }

    /// The connection ended before the answer did.
    struct Lost: Error, CustomStringConvertible {
        let description = "the connection was lost"
    }

    /// The answer is none.
    struct Garbled: Error, CustomStringConvertible {
        let description = "the answer is not HTTP, or too long"
    }

    /// The most bytes of an answer, which nobody reads.
    private static let longestAnswer = 1 << 20

    private var promise: EventLoopPromise<UInt>?
    private var answer: HTTPResponseHead?
    private var answerBytes = 0

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        guard context.channel.isActive else { return exchange.promise.fail(Lost()) }
        self.promise = exchange.promise
        context.write(wrapOutboundOut(.head(exchange.request.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(exchange.request.body))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer = head
            answerBytes = 0
        case .body(let bytes):
            answerBytes += bytes.readableBytes
            if answerBytes > Self.longestAnswer { fail(Garbled(), context) }
        case .end:
            guard let answer, let promise else { return fail(Garbled(), context) }
            self.promise = nil
            // Whoever gets the status looks whether the connection is still there.
            if !answer.isKeepAlive { context.close(promise: nil) }
            promise.succeed(answer.status.code)
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
