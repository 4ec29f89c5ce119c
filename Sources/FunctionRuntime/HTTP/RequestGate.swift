import NIOCore

/// The first to see what comes over a connection: it lets one request through at a time, and none that is ill-formed, too
/// large or too slow.
///
/// Until a request's answer has gone out, what comes behind it is held, and no more is read than that: pipelined requests
/// are answered in order, in memory that does not grow. After the last answer whatever comes is dropped, until the other
/// side has seen the answer and closes.
final class RequestGate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What whoever answers tells the gate.
    enum Progress {
        /// The request has come to its end.
        case received
        /// The answer is on its way.
        case answering
        /// It has gone out; after the last answer the connection ends.
        case answered(isLast: Bool)
    }

    /// Why a request is not let through.
    enum Fault: Error {
        case malformed(String)
        case headTooLarge
        case tooSlow
        case stopping
    }

    private enum Phase: Equatable {
        /// A head is waited for, or a part of it is there.
        case head(hasBegun: Bool)
        /// So many bytes of the body are still to come; of chunks, nobody knows how many.
        case body(Int)
        /// The request is being answered.
        case answer
        /// All is said.
        case linger
    }

    private let state: ServerState
    private var limits: HTTPLimits { state.limits }
    private var phase = Phase.head(hasBegun: false)
    private var held = ByteBuffer()
    /// How far the held bytes were searched for the end of a head.
    private var searched = 0
    private var isReadHeld = false
    private var isAdvancing = false
    private var isInputClosed = false
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?

    /// How long the other side has to see the last answer and close.
    private static let lingering = TimeAmount.seconds(2)
    /// How long a connection without a request is kept when the server stops: a request may be on its way.
    private static let draining = TimeAmount.milliseconds(50)

    init(_ state: ServerState) {
        self.state = state
    }

    func channelActive(context: ChannelHandlerContext) {
        setDeadline(.seconds(Int64(limits.headSeconds)))
        schedule(context)
        // Whoever comes while the server stops was not there when the others were told.
        if state.isClosed { closeIfIdle(after: Self.draining, context) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard phase != .linger else { return }
        if held.readableBytes == 0 {
            held = bytes
            searched = 0
        } else {
            held.writeBuffer(&bytes)
        }
        advance(context)
    }

    func read(context: ChannelHandlerContext) {
        if phase == .answer, held.readableBytes > 0 { isReadHeld = true } else { context.read() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event as? Progress {
        case .received:
            phase = .answer
            // Whoever makes the answer has limits of their own.
            deadline = .distantFuture
        case .answering: setDeadline(.seconds(Int64(limits.bodySeconds)))
        case .answered(isLast: true): linger(context)
        case .answered(isLast: false):
            setDeadline(.seconds(Int64(limits.idleSeconds)))
            phase = .head(hasBegun: false)
            advance(context)
        case nil: context.triggerUserOutboundEvent(event, promise: promise)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch (event as? ServerDrain, phase) {
        case (.begun, _): closeIfIdle(after: Self.draining, context)
        case (.ending, .head(hasBegun: true)), (.ending, .body): refuse(.stopping, context)
        case (.ending, _): break
        case (nil, _) where event as? ChannelEvent == .inputClosed:
            isInputClosed = true
            // Only a request that has come to its end can still be answered.
            if phase != .answer { context.close(promise: nil) }
        case (nil, _): context.fireUserInboundEventTriggered(event)
        }
    }

    /// Lets through what may pass.
    private func advance(_ context: ChannelHandlerContext) {
        // Whoever answers at once calls back from within: the loop goes on with what that changes.
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        while step(context) {}
        if isReadHeld, phase != .answer {
            isReadHeld = false
            context.read()
        }
        guard case .head = phase else { return }
        if isInputClosed { context.close(promise: nil) }
        if state.isClosed { closeIfIdle(after: Self.draining, context) }
    }

    /// Takes one step; false where there is nothing to do until something happens.
    private func step(_ context: ChannelHandlerContext) -> Bool {
        switch phase {
        case .head(let hasBegun):
            return takeHead(hasBegun: hasBegun, context)
        case .body(let rest):
            guard let bytes = held.readSlice(length: min(rest, held.readableBytes)), bytes.readableBytes > 0 else {
                return false
            }
            pass(bytes, of: rest, context)
            return true
        case .answer, .linger:
            return false
        }
    }

    private func takeHead(hasBegun: Bool, _ context: ChannelHandlerContext) -> Bool {
        if !hasBegun {
            held.skipLineEnds()
            guard held.readableBytes > 0 else { return false }
            setDeadline(.seconds(Int64(limits.headSeconds)))
            searched = 0
            phase = .head(hasBegun: true)
        }
        guard let length = headLength(), length <= limits.headBytes else {
            if held.readableBytes > limits.headBytes { refuse(.headTooLarge, context) }
            return false
        }
        do throws(RequestFraming.Malformed) {
            let framing = try RequestFraming(held.readableBytesUInt8Span.extracting(..<length))
            setDeadline(.seconds(Int64(limits.bodySeconds)))
            switch framing {
            case .length(let body):
                let (whole, overflow) = length.addingReportingOverflow(body)
                guard !overflow, let bytes = held.readSlice(length: min(whole, held.readableBytes)) else {
                    return false
                }
                pass(bytes, of: whole, context)
            case .chunked:
                guard let bytes = held.readSlice(length: held.readableBytes) else { return false }
                pass(bytes, of: .max, context)
            }
        } catch {
            refuse(.malformed(error.problem), context)
            return false
        }
        return true
    }

    /// Lets bytes through, of so many that the request still has.
    private func pass(_ bytes: ByteBuffer, of rest: Int, _ context: ChannelHandlerContext) {
        let rest = rest == .max ? rest : rest - bytes.readableBytes
        phase = rest == 0 ? .answer : .body(rest)
        context.fireChannelRead(wrapInboundOut(bytes))
    }

    /// The length of the head, with the empty line at its end; nil where that has not come.
    private func headLength() -> Int? {
        let length = held.readableBytesUInt8Span.emptyLineEnd(from: searched)
        searched = held.readableBytes
        return length
    }

    private func refuse(_ fault: Fault, _ context: ChannelHandlerContext) {
        phase = .answer
        held.clear()
        context.fireErrorCaught(fault)
    }

    private func linger(_ context: ChannelHandlerContext) {
        phase = .linger
        held.clear()
        guard !isInputClosed else { return context.close(promise: nil) }
        // A connection that is closed with bytes unread is reset, and takes the answer with it: so what comes is still
        // read.
        context.close(mode: .output, promise: nil)
        if isReadHeld { context.read() }
        closeLater(Self.lingering, context) { _ in true }
    }

    private func closeIfIdle(after time: TimeAmount, _ context: ChannelHandlerContext) {
        guard phase == .head(hasBegun: false) else { return }
        closeLater(time, context) { $0.phase == .head(hasBegun: false) }
    }

    private func closeLater(
        _ time: TimeAmount, _ context: ChannelHandlerContext, if condition: @escaping (RequestGate) -> Bool
    ) {
        let channel = context.channel
        context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            if condition(self) { channel.close(promise: nil) }
        }
    }

    // MARK: Deadlines

    private func setDeadline(_ time: TimeAmount) {
        deadline = .now() + time
    }

    /// Looks at the deadline again when it is due, or when the shortest time that there is has passed: no later one can be
    /// due before, and a busy connection sets no timer for each request.
    private func schedule(_ context: ChannelHandlerContext) {
        let shortest = TimeAmount.seconds(Int64(min(limits.headSeconds, limits.bodySeconds, limits.idleSeconds)))
        let time = min(deadline, .now() + shortest)
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
            guard NIODeadline.now() >= self.deadline else { return self.schedule(context) }
            switch self.phase {
            case .head(hasBegun: true), .body:
                // Who does not take that answer either is closed when as much time has passed again.
                self.setDeadline(.seconds(Int64(self.limits.bodySeconds)))
                self.schedule(context)
                self.refuse(.tooSlow, context)
            case .head(hasBegun: false), .answer, .linger: context.close(promise: nil)
            }
        }
    }
}

/// The events that tell a connection that the server stops.
enum ServerDrain: Sendable, Equatable {
    /// No request is begun any more.
    case begun
    /// What has not come by now is not waited for.
    case ending
}

extension Span<UInt8> {
    /// The index behind the first empty line whose end is at a place or behind it; a bare line feed is as good here.
    fileprivate func emptyLineEnd(from start: Int) -> Int? {
        let newline = UInt8(ascii: "\n")
        var index = Swift.max(start, 2)
        while index < count {
            if self[index] == newline,
                self[index - 1] == newline || (self[index - 1] == UInt8(ascii: "\r") && self[index - 2] == newline)
            {
                return index + 1
            }
            index += 1
        }
        return nil
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
