import NIOCore

/// Some of a delivery's actions on their way to the sink: one request behind the other.
final class SinkLane {
    private let requests: [ClientRequest]
    private let sink: HTTPSink
    private let eventLoop: any EventLoop
    private let promise: EventLoopPromise<Outlet.Outcome>
    private let deadline: NIODeadline
    private var next = 0
    private var refusal: String?
    private var channel: (any Channel)?
    /// Whether the connection has answered before, and so may have been closed since.
    private var isUsed = false
    private var timer: Scheduled<Void>?
    private var isFinished = false

    init(
        _ requests: [ClientRequest], to sink: HTTPSink, on eventLoop: any EventLoop, until deadline: NIODeadline,
        _ promise: EventLoopPromise<Outlet.Outcome>
    ) {
        self.requests = requests
        self.sink = sink
        self.eventLoop = eventLoop
        self.promise = promise
        self.deadline = deadline
    }

    func begin() {
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.finish(.failed("no answer in time"))
            self.channel?.close(promise: nil)
        }
        channel = sink.takeIdle(on: eventLoop)
        isUsed = channel != nil
        proceed()
    }

    private func proceed() {
        guard !isFinished else { return }
        guard next < requests.count else {
            if let channel, channel.isActive { sink.putIdle(channel) }
            return finish(refusal.map { .refused($0) } ?? .taken)
        }
        if let channel, channel.isActive { return send(over: channel) }
        isUsed = false
        sink.connect(on: eventLoop, within: deadline - .now()).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel):
                self.channel = channel
                if self.isFinished { channel.close(promise: nil) } else { self.send(over: channel) }
            case .failure:
                self.finish(.failed("no connection to it"))
            }
        }
    }

    private func send(over channel: any Channel) {
        let answer = eventLoop.makePromise(of: ClientConnection.Reply.self)
        channel.writeAndFlush(ClientConnection.Exchange(request: requests[next], promise: answer))
            .whenFailure { _ in answer.fail(ClientConnection.Lost()) }
        answer.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let reply):
                self.isUsed = true
                self.judge(reply.status)
            case .failure(is ClientConnection.Lost) where self.isUsed && !self.isFinished:
                // It was closed while it waited. The ids make it harmless to send what may have arrived once more.
                self.channel = nil
                self.proceed()
            case .failure(let error):
                self.finish(.failed("\(error)"))
            }
        }
    }

    /// Decides what an answer means: a conflict is an event that was taken before.
    private func judge(_ status: Int) {
        switch status {
        case 200..<300, 409: break
        case 400..<500 where status != 408 && status != 429: refusal = "answered \(status)"
        default:
            if let channel, channel.isActive { sink.putIdle(channel) }
            return finish(.failed("answered \(status)"))
        }
        next += 1
        proceed()
    }

    private func finish(_ outcome: Outlet.Outcome) {
        guard !isFinished else { return }
        isFinished = true
        timer?.cancel()
        promise.succeed(outcome)
    }
}
