import NIOCore

/// Accepts no more connections than may be: the one that has gone longest without proving anything makes room for another,
/// and where all wait for answers to what they have proven, others wait in the system's queue.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never

    private let state: ServerState

    /// The most connections that are accepted in one turn of the event loop: whoever comes behind many others waits for few
    /// turns, and those that are there are not kept waiting long.
    private static let mostAtOnce = 32

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
        let room = state.room(orTells: context.channel)
        guard room > 0 else { return }
        // Not one too many is accepted.
        let count = UInt(min(room, Self.mostAtOnce))
        try? context.channel.syncOptions?.setOption(.maxMessagesPerRead, value: count)
        context.read()
    }
}
