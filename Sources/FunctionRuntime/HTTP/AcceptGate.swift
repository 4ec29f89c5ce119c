import NIOCore

/// Accepts no more connections than may be: others wait in the system's queue until one ends.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never

    private let state: ServerState
    private var isReadHeld = false

    init(_ state: ServerState) {
        self.state = state
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let connection = unwrapInboundIn(data)
        let state = state
        state.add(connection)
        connection.closeFuture.hop(to: context.eventLoop).assumeIsolated().whenComplete { _ in
            state.remove(connection)
            self.resume(context)
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if state.isFull { isReadHeld = true } else { context.read() }
    }

    private func resume(_ context: ChannelHandlerContext) {
        guard isReadHeld else { return }
        isReadHeld = false
        context.read()
    }
}
