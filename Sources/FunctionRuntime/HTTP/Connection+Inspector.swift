import Inspector
import LearnHooks
import NIOCore

/// What is asked of the inspector.
extension Connection {
    /// How long a page is left alone behind what it was told.
    private static let pause = TimeAmount.milliseconds(250)

    /// Answers what the inspector is asked.
    func inspect(_ request: Delivery, _ inspector: Inspector, _ context: ChannelHandlerContext) {
        switch inspector.reply(to: request, on: context.eventLoop) {
        case .answer(let answer): write(Answer(answer), context)
        case .later(let answer): write(answer.map { Answer($0) }, context)
        case .delivery(let delivery):
            switch state.responder.respond(to: delivery, on: context.eventLoop) {
            case .now(let answer): write(answer.quoted, context)
            case .later(let answer): write(answer.map(\.quoted), context)
            }
        case .stream(let stream):
            guard state.beginStream() else { return write(.unavailable("too many pages are open"), context) }
            standing.prove()
            begin(stream, context)
        }
    }

    private func write(_ answer: EventLoopFuture<Answer>, _ context: ChannelHandlerContext) {
        answer.assumeIsolated().whenComplete { result in
            self.write((try? result.get()) ?? .problem(500, "a fault of the function"), context)
            self.advance(context)
        }
    }

    private func begin(_ stream: InspectorStream, _ context: ChannelHandlerContext) {
        phase = .streaming
        let head = Answer(AdminAnswer(mediaType: "text/event-stream", body: Array("retry: 1000\n\n".utf8)).guarded)
        let message = head.message(.endless, hasBody: true, context.channel.allocator)
        context.writeAndFlush(wrapOutboundOut(message), promise: nil)
        pull(stream, context)
    }

    /// Asks for what is new once all before it has gone out: whoever reads too slowly is cut off by the deadline.
    private func pull(_ stream: InspectorStream, _ context: ChannelHandlerContext) {
        guard case .streaming = phase else { return }
        setDeadline(limits.bodySeconds)
        stream.next(on: context.eventLoop).assumeIsolated().whenComplete { result in
            guard case .streaming = self.phase else { return }
            guard let events = try? result.get() else { return context.close(promise: nil) }
            let sent = context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.assumeIsolated().whenSuccess {
                context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { self.pull(stream, context) }
            }
            guard !events.isEmpty else { return sent.succeed() }
            context.writeAndFlush(self.wrapOutboundOut(context.channel.allocator.buffer(bytes: events)), promise: sent)
        }
    }
}

extension Answer {
    /// An answer of the inspector's.
    fileprivate init(_ answer: AdminAnswer) {
        self.init(
            status: answer.status, headers: [.init("Content-Type", answer.mediaType)] + answer.headers,
            body: answer.body)
    }

    /// What a platform would have been told, for a person.
    fileprivate var quoted: Answer {
        Answer(
            AdminAnswer.json { writer in
                writer.object { writer in
                    writer.member("status", JSONNumber(status))
                    writer.member("body", String(decoding: body, as: UTF8.self))
                }
            }.guarded)
    }
}
