import Faults
import LearnHooks
import NIOCore

/// One connection's requests: each is read whole, answered, and only then followed by the next.
///
/// Until a request's answer has gone out, what comes behind it is held, and no more is read than that: pipelined requests are
/// answered in order, in memory that does not grow. Those behind one that proves nothing are not answered: else strangers could
/// queue work by the thousand. What the head refutes is answered before the body is read. After the last answer whatever comes
/// is dropped, until the other side has seen the answer and closes.
final class Connection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let state: ServerState
    let standing: Standing
    private let turn: EventLoopTurn
    private let pages: ServicePage.Place
    var limits: HTTPLimits { state.limits }
    var phase = Phase.idle
    /// What came and was not looked at yet.
    private var held = ByteBuffer()
    /// The request whose body comes, and its name among bodies.
    private var incoming: (request: IncomingRequest, body: UInt64)?
    /// The head of the request that is being answered.
    private var answered: RequestHead?
    /// Whether the delivery that is being answered was counted in.
    private var isCounted = false
    private var isReadHeld = false
    private var isAdvancing = false
    private var isInputClosed = false
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?

    /// How long the other side has to see the last answer and close.
    private static let lingering = TimeAmount.seconds(2)
    /// How long a connection without a request is kept when the server stops: a request may be on its way.
    private static let draining = TimeAmount.milliseconds(50)

    init(_ state: ServerState, _ standing: Standing, _ turn: EventLoopTurn, _ pages: ServicePage.Place) {
        self.state = state
        self.standing = standing
        self.turn = turn
        self.pages = pages
    }

    // MARK: What happens

    func channelActive(context: ChannelHandlerContext) {
        setDeadline(limits.headSeconds)
        schedule(context)
        // Whoever comes while the server stops was not there when the others were told.
        if state.isClosed { closeIfIdle(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        dropIncoming()
        held = ByteBuffer()
        // What is being handled is still in flight, though nobody waits for the answer.
        if case .writing = phase { uncount() }
        if case .streaming = phase { state.endStream() }
        phase = .gone
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !phase.isLast else { return }
        var bytes = unwrapInboundIn(data)
        if held.readableBytes == 0 { held = bytes } else { held.writeBuffer(&bytes) }
        advance(context)
        // What is kept is copied: a few bytes would else keep the whole of what they were read into.
        held = held.readableBytes == 0 ? ByteBuffer() : context.channel.allocator.buffer(buffer: held)
    }

    func read(context: ChannelHandlerContext) {
        if phase.isBusy, held.readableBytes > 0 { isReadHeld = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard case .writing = phase, context.channel.isWritable else { return }
        endAnswer(context)
        advance(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch (event as? ServerNotice, phase) {
        case (.draining, .streaming): context.close(promise: nil)
        case (.draining, _): closeIfIdle(context)
        case (.ending, .head), (.ending, .body): refuse(.unavailable("shutting down"), context)
        case (.outpaced(let body), .body) where incoming?.body == body: refuse(.outpaced, context)
        case (.ending, _), (.outpaced, _): break
        case (nil, _) where event as? ChannelEvent == .inputClosed:
            isInputClosed = true
            // Only a request that has come to its end can still be answered.
            if !phase.isBusy { context.close(promise: nil) }
            // Who is told what comes, and says no more, has gone.
            if case .streaming = phase { context.close(promise: nil) }
        case (nil, _): context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: Reading

    /// Does what can be done with what is there.
    func advance(_ context: ChannelHandlerContext) {
        // Whoever answers at once calls back from within: the loop goes on with what that changes.
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        while step(context) {}
        if isReadHeld, !phase.isBusy {
            isReadHeld = false
            context.read()
        }
        guard !phase.isBusy, !phase.isLast else { return }
        if isInputClosed { context.close(promise: nil) }
        if state.isClosed { closeIfIdle(context) }
    }

    /// Takes one step; false where there is nothing to do until something happens.
    private func step(_ context: ChannelHandlerContext) -> Bool {
        switch phase {
        case .idle:
            held.skipLineEnds()
            guard held.readableBytes > 0 else { return false }
            phase = .head(searched: 0)
            return true
        case .head(let searched): return takeHead(searched, context)
        case .body: return takeBody(context)
        case .answering, .writing, .streaming, .yielding, .lingering, .gone: return false
        }
    }

    private func takeHead(_ searched: Int, _ context: ChannelHandlerContext) -> Bool {
        guard let length = held.readableBytesUInt8Span.emptyLineEnd(from: searched), length <= limits.headBytes else {
            if held.readableBytes > limits.headBytes {
                refuse(.problem(431, "a head of more than \(limits.headBytes) bytes"), context)
            } else {
                if searched == 0 { setDeadline(limits.headSeconds) }
                phase = .head(searched: held.readableBytes)
            }
            return false
        }
        do throws(RequestHead.Malformed) {
            let head = try RequestHead(held.readableBytesUInt8Span.extracting(..<length))
            held.moveReaderIndex(forwardBy: length)
            begin(head, context)
        } catch {
            refuse(.problem(400, error.problem), context)
        }
        return true
    }

    private func begin(_ head: RequestHead, _ context: ChannelHandlerContext) {
        answered = head
        if pages == .alone, page(head) == nil, state.inspector == nil {
            return refuse(.problem(404, "no such page"), context)
        }
        if head.isEncoded, !state.isTransparent { return refuse(.encoded, context) }
        if let expectation = head.expectation, expectation != "100-continue" {
            return refuse(.problem(417, "an expectation other than 100-continue"), context)
        }
        if case .length(let length) = head.framing {
            guard length <= limits.bodyBytes || state.isTransparent else {
                return refuse(.tooLarge(limits.bodyBytes), context)
            }
            if length <= limits.bodyBytes, let body = held.readBytes(length: length) {
                return answer(head, body, context)
            }
        }
        if pages != .alone, page(head) == nil, let refusal = state.responder.refusal(ofHead: head.delivery(body: [])) {
            return write(refusal, .last, context)
        }
        if head.expectation != nil {
            let goAhead = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(goAhead), promise: nil)
        }
        setDeadline(limits.bodySeconds)
        incoming = (
            IncomingRequest(head, limits, isCutOff: state.isTransparent), state.beginBody(over: context.channel)
        )
        phase = .body
    }

    private func takeBody(_ context: ChannelHandlerContext) -> Bool {
        guard held.readableBytes > 0, incoming != nil else { return false }
        do throws(IncomingRequest.Fault) {
            let isWhole = try incoming?.request.take(&held) ?? false
            guard let incoming else { return false }
            if isWhole {
                dropIncoming()
                answer(incoming.request.head, incoming.request.body.bytes, context)
            } else {
                state.holdBody(incoming.body, incoming.request.body.capacity)
            }
        } catch {
            switch error {
            case .malformed: refuse(.problem(400, "malformed chunks"), context)
            case .tooLarge: refuse(.tooLarge(limits.bodyBytes), context)
            }
        }
        return true
    }

    /// Lets go of a request that is not whole.
    private func dropIncoming() {
        if let incoming { state.endBody(incoming.body) }
        incoming = nil
    }

    // MARK: Answering

    private func page(_ head: RequestHead) -> ServicePage? {
        state.isTransparent || pages == .elsewhere ? nil : ServicePage(head)
    }

    private func answer(_ head: RequestHead, _ body: [UInt8], _ context: ChannelHandlerContext) {
        phase = .answering
        // Whoever makes the answer has limits of their own.
        deadline = .distantFuture
        if let page = page(head) { return write(page.answer(state), context) }
        if pages == .alone, let inspector = state.inspector {
            return inspect(head.delivery(body: body), inspector, context)
        }
        guard state.beginDelivery() else { return write(state.overload(), context) }
        isCounted = true
        switch state.responder.respond(to: head.delivery(body: body), on: context.eventLoop) {
        case .now(let answer):
            if answer.isOfProvenSender { standing.prove() }
            write(answer, context)
        case .later(let answer):
            standing.prove()
            answer.assumeIsolated().whenComplete { result in
                self.write((try? result.get()) ?? .problem(500, "a fault of the receiver"), context)
                self.advance(context)
            }
        }
    }

    private func refuse(_ answer: Answer, _ context: ChannelHandlerContext) {
        state.refused(answer)
        write(answer, .last, context)
    }

    /// Answers the request that was received.
    func write(_ answer: Answer, _ context: ChannelHandlerContext) {
        guard let answered, case .answering = phase else { return uncount() }
        // Whoever asks for more before the answer is there, and has proven nothing, must come again.
        let isHasty = held.readableBytes > 0 && !standing.isAnswered
        // What stands behind chunks is not looked at.
        let isLast = !answered.isKeptAlive || state.isDraining || answered.framing == .chunked || isHasty
        write(answer, isLast ? .last : answered.isHTTP11 ? .usual : .told, context)
    }

    private func write(_ answer: Answer, _ persistence: Answer.Persistence, _ context: ChannelHandlerContext) {
        dropIncoming()
        setDeadline(limits.bodySeconds)
        phase = .writing
        let bytes = answer.message(persistence, hasBody: answered?.method != "HEAD", context.channel.allocator)
        if Fault.answeredByHalf.isReached(where: answered?.method == "POST") { writeHalf(of: bytes, context) }
        let message = wrapOutboundOut(bytes)
        defer { turn.send(self, context) }
        guard persistence == .last else { return context.write(message, promise: nil) }
        held.clear()
        let end = context.eventLoop.makePromise(of: Void.self)
        end.futureResult.assumeIsolated().whenComplete { _ in
            guard case .writing = self.phase else { return }
            self.uncount()
            self.linger(context)
        }
        context.write(message, promise: end)
    }

    /// Writes half of an answer, where the process is to end then.
    private func writeHalf(of bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        let half = bytes.getSlice(at: bytes.readerIndex, length: bytes.readableBytes / 2) ?? bytes
        context.writeAndFlush(wrapOutboundOut(half), promise: nil)
        Fault.kill()
    }

    /// Sends what was written.
    func send(_ context: ChannelHandlerContext) {
        guard case .writing = phase else { return }
        context.flush()
        // Until it has gone out, an answer takes memory: so long, its delivery is in flight.
        guard context.channel.isWritable else { return }
        endAnswer(context)
        advance(context)
    }

    /// Ends a request whose answer has gone out, and waits for the next.
    private func endAnswer(_ context: ChannelHandlerContext) {
        guard case .writing = phase else { return }
        uncount()
        setDeadline(limits.idleSeconds)
        guard held.readableBytes > 0 else {
            phase = .idle
            return
        }
        phase = .yielding
        turn.yield(self, context)
    }

    /// Takes the next request, which was there already.
    func resume(_ context: ChannelHandlerContext) {
        guard case .yielding = phase else { return }
        phase = .idle
        advance(context)
    }

    private func uncount() {
        if isCounted { state.endDelivery() }
        isCounted = false
        answered = nil
        if standing.isAnswered { state.settle(standing) }
    }

    // MARK: Ending

    private func linger(_ context: ChannelHandlerContext) {
        phase = .lingering
        guard !isInputClosed else { return context.close(promise: nil) }
        // A connection that is closed with bytes unread is reset, and takes the answer with it: so what comes is still
        // read.
        context.close(mode: .output, promise: nil)
        if isReadHeld { context.read() }
        isReadHeld = false
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.lingering) { channel.close(promise: nil) }
    }

    /// Closes a connection without a request, unless one comes.
    private func closeIfIdle(_ context: ChannelHandlerContext) {
        guard case .idle = phase else { return }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.draining) {
            if case .idle = self.phase { context.close(promise: nil) }
        }
    }

    func setDeadline(_ seconds: Int) {
        deadline = .now() + .seconds(Int64(seconds))
    }

    /// Looks at the deadline again when it is due, or when the shortest time that there is has passed: no later one can be
    /// due before, and a busy connection sets no timer for each request.
    private func schedule(_ context: ChannelHandlerContext) {
        let shortest = TimeAmount.seconds(Int64(min(limits.headSeconds, limits.bodySeconds, limits.idleSeconds)))
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: min(deadline, .now() + shortest)) {
            guard NIODeadline.now() >= self.deadline else { return self.schedule(context) }
            switch self.phase {
            case .head, .body:
                // Who does not take that answer either is closed when as much time has passed again.
                self.refuse(.problem(408, "the request did not come in time"), context)
                self.schedule(context)
            case .idle, .answering, .writing, .streaming, .yielding, .lingering, .gone: context.close(promise: nil)
            }
        }
    }
}

extension ByteBuffer {
    /// Skips empty lines before a request, as RFC 9112, 2.2 asks.
    fileprivate mutating func skipLineEnds() {
        while let byte: UInt8 = getInteger(at: readerIndex), byte == 0x0D || byte == 0x0A {
            moveReaderIndex(forwardBy: 1)
        }
    }
}
