import LearnHooks
import NIOCore
import NIOHTTP1

/// One connection's requests: each is read whole, answered, and only then followed by the next.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// No request is there.
        case waiting
        /// A head is there, and perhaps a part of the body.
        case receiving
        /// The answer is being made.
        case answering
        /// The answer is going out.
        case writing
        /// The last answer was given.
        case done
    }

    private let state: ServerState
    private var phase = Phase.waiting
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    private var isCounted = false

    init(_ state: ServerState) {
        self.state = state
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .waiting): begin(head, context)
        case (.body(let bytes), .receiving): receive(bytes, context)
        case (.end, .receiving):
            context.triggerUserOutboundEvent(RequestGate.Progress.received, promise: nil)
            phase = .answering
            answer(context)
        default:
            // What comes behind a request that is refused already, or behind one in chunks, is nobody's.
            break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // What is being handled is still in flight, though nobody waits for the answer.
        phase = .done
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case RequestGate.Fault.malformed(let problem): refuse(.problem(400, problem), context)
        case RequestGate.Fault.headTooLarge:
            refuse(.problem(431, "a head of more than \(state.limits.headBytes) bytes"), context)
        case RequestGate.Fault.tooSlow: refuse(.problem(408, "the request did not come in time"), context)
        case RequestGate.Fault.stopping: refuse(.unavailable("shutting down"), context)
        case is HTTPParserError: refuse(.problem(400, "not HTTP/1.1"), context)
        default: context.close(promise: nil)
        }
    }

    // MARK: Reading

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        phase = .receiving
        self.head = head
        if !state.isTransparent, head.headers["content-encoding"].contains(where: { $0.lowercased() != "identity" }) {
            return refuse(.encoded, context)
        }
        let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        guard length <= state.limits.bodyBytes || state.isTransparent else { return refuseBody(context) }
        // Who speaks HTTP/1.0 knows nothing of expectations: RFC 9110, 10.1.1.
        if head.version == .http1_1, let expectation = head.headers.first(name: "expect") {
            guard expectation.lowercased() == "100-continue" else {
                return refuse(.problem(417, "an expectation other than 100-continue"), context)
            }
            let goAhead = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(goAhead)), promise: nil)
        }
    }

    private func receive(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        // The first byte too many says that the body is too large; what is behind it is held nowhere.
        let room = state.limits.bodyBytes - body.readableBytes
        let length = bytes.readableBytes > room ? room + 1 : bytes.readableBytes
        guard var bytes = bytes.getSlice(at: bytes.readerIndex, length: length) else { return }
        if body.readableBytes == 0 { body = bytes } else { body.writeBuffer(&bytes) }
        if body.readableBytes > state.limits.bodyBytes, !state.isTransparent { refuseBody(context) }
    }

    private func refuseBody(_ context: ChannelHandlerContext) {
        refuse(.tooLarge(state.limits.bodyBytes), context)
    }

    // MARK: Answering

    private func answer(_ context: ChannelHandlerContext) {
        guard let head else { return }
        if !state.isTransparent, let page = ServicePage(head) { return write(page.answer(state), context) }
        guard state.beginDelivery() else { return write(state.overload(), context) }
        isCounted = true
        let request = Delivery(head, body: Array(body.readableBytesView))
        body.clear()
        switch state.responder.respond(to: request, on: context.eventLoop) {
        case .now(let answer): write(answer, context)
        case .later(let answer):
            answer.assumeIsolated().whenComplete { result in
                self.write((try? result.get()) ?? .problem(500, "a fault of the receiver"), context)
            }
        }
    }

    private func refuse(_ answer: Answer, _ context: ChannelHandlerContext) {
        // What is wrong behind a request that is being answered is nobody's.
        guard phase == .waiting || phase == .receiving else { return }
        state.refused(answer)
        write(answer, isLast: true, context)
    }

    /// Answers the request that was received.
    private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
        guard let head, phase == .answering else { return uncount() }
        // Where chunks end is the decoder's business alone, and it reads no HTTP behind what may change the protocol: so
        // nothing behind them is looked at.
        let isLast =
            !head.isKeepAlive || state.isDraining || head.method == .CONNECT
            || head.headers.contains(name: "transfer-encoding") || head.headers.contains(name: "upgrade")
        write(answer, isLast: isLast, context)
    }

    private func write(_ answer: Answer, isLast: Bool, _ context: ChannelHandlerContext) {
        phase = .writing
        body.clear()
        var headers = HTTPHeaders()
        headers.reserveCapacity(answer.headers.count + 2)
        for field in answer.headers { headers.add(name: field.name, value: field.value) }
        if answer.status != 204 { headers.add(name: "Content-Length", value: "\(answer.body.count)") }
        if isLast {
            headers.add(name: "Connection", value: "close")
        } else if head?.version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let status = HTTPResponseStatus(statusCode: answer.status)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        if head?.method != .HEAD, !answer.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        head = nil
        context.triggerUserOutboundEvent(RequestGate.Progress.answering, promise: nil)
        let end = context.eventLoop.makePromise(of: Void.self)
        // Until it has gone out, an answer takes memory: so long, its delivery is in flight.
        end.futureResult.assumeIsolated().whenComplete { _ in
            self.uncount()
            guard self.phase == .writing else { return }
            self.phase = isLast ? .done : .waiting
            context.triggerUserOutboundEvent(RequestGate.Progress.answered(isLast: isLast), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: end)
    }

    private func uncount() {
        if isCounted { state.endDelivery() }
        isCounted = false
    }
}

extension Delivery {
    /// Takes a request as a delivery, in whichever form the target is written.
    fileprivate init(_ head: HTTPRequestHead, body: [UInt8]) {
        self.init(
            method: head.method.rawValue, path: head.path, query: head.query,
            headers: head.headers.map { HeaderField($0.name, $0.value) }, body: body)
    }
}

extension HTTPRequestHead {
    /// The path of the target, be it as a path or as a URL of its own.
    ///
    /// Source: RFC 9112, 3.2.
    var path: String {
        let target = uri.prefix { $0 != "?" }
        guard !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") else { return String(target) }
        let path = target[scheme.upperBound...].drop { $0 != "/" }
        return path.isEmpty ? "/" : String(path)
    }

    /// The query of the target, without the question mark.
    var query: String {
        String(uri.drop { $0 != "?" }.dropFirst())
    }
}
