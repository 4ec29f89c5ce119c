import NIOCore

/// What an event loop does at the end of its turn.
///
/// It writes the lines of the log, all of them together, and then sends the answers that they are about: whoever has an answer
/// can be sure that its line is written.
final class EventLoopTurn {
    private let lines: LogWriter?
    private var answers: [(connection: Connection, context: ChannelHandlerContext)] = []
    /// Those whose next request is there already.
    private var waiting: [(connection: Connection, context: ChannelHandlerContext)] = []

    /// How long a loop looks for what others have sent, before it goes on with those who have sent several requests at once.
    private static let pause = TimeAmount.microseconds(100)

    init(_ lines: LogWriter?) {
        self.lines = lines
    }

    /// Sends what a connection has written when the turn ends.
    func send(_ connection: Connection, _ context: ChannelHandlerContext) {
        answers.append((connection, context))
        guard answers.count == 1 else { return }
        // The loop does this behind all that is ready to be read now.
        context.eventLoop.assumeIsolated().execute { self.end() }
    }

    private func end() {
        lines?.endTurn()
        let ended = answers
        answers.removeAll(keepingCapacity: true)
        for (connection, context) in ended { connection.send(context) }
    }

    /// Goes on with a connection when others have had their turn.
    func yield(_ connection: Connection, _ context: ChannelHandlerContext) {
        waiting.append((connection, context))
        guard waiting.count == 1 else { return }
        // The pause begins when the loop has done all that it is doing now: one that was over by then would be none.
        let eventLoop = context.eventLoop.assumeIsolated()
        eventLoop.execute { eventLoop.scheduleTask(in: Self.pause) { self.resume() } }
    }

    private func resume() {
        let resumed = waiting
        waiting.removeAll(keepingCapacity: true)
        for (connection, context) in resumed { connection.resume(context) }
    }
}
