import NIOCore

/// Accepts no more connections than may be: the one that has gone longest without proving anything makes room for another,
/// and where all wait for answers to what they have proven, others wait in the system's queue.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never

    private let state: ServerState

    init(_ state: ServerState) {
        self.state = state
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let connection = unwrapInboundIn(data)
        let state = state
        state.add(connection)?.close(promise: nil)
        connection.closeFuture.whenComplete { _ in state.remove(connection) }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if state.takesAnother(orTells: context.channel) { context.read() }
    }
}
