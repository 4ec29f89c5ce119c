import NIOCore

/// Sees whether a byte of the answer has come: without one, a request may be made again over another connection.
final class AnswerWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData

    /// Whether a byte has come since the request went out.
    private(set) var hasBegun = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        hasBegun = false
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasBegun = true
        context.fireChannelRead(data)
    }
}
