import NIOCore

/// One request on its way, over one connection or two.
final class PooledRequest {
    private let request: ClientRequest
    private let pool: ConnectionPool
    private let eventLoop: any EventLoop
    private let deadline: NIODeadline
    private let promise: EventLoopPromise<ClientAnswer>
    private var connection: ConnectionPool.Connection?
    private var timer: Scheduled<Void>?
    private var isFinished = false

    init(
        _ request: ClientRequest, _ pool: ConnectionPool, _ eventLoop: any EventLoop, _ deadline: NIODeadline,
        _ promise: EventLoopPromise<ClientAnswer>
    ) {
        self.request = request
        self.pool = pool
        self.eventLoop = eventLoop
        self.deadline = deadline
        self.promise = promise
    }

    func begin() {
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            // Before there is a connection, the time-out is that of connecting.
            self.finish(.failure(self.connection == nil ? ClientError.noConnection : ClientError.timeout))
            self.connection?.channel.close(promise: nil)
        }
        connection = pool.takeIdle(to: request.address, on: eventLoop)
        if let connection { send(over: connection, isUsed: true) } else { connect() }
    }

    private func connect() {
        let opening = ClientConnection.open(
            to: request.address, on: eventLoop, within: max(deadline - .now(), .nanoseconds(1)), roots: pool.roots,
            bodies: .passedOver)
        opening.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel):
                guard !self.isFinished else { return channel.close(promise: nil) }
                let connection = ConnectionPool.Connection(channel: channel, opened: .now())
                self.connection = connection
                self.send(over: connection, isUsed: false)
            case .failure(let error): self.finish(.failure(error))
            }
        }
    }

    private func send(over connection: ConnectionPool.Connection, isUsed: Bool) {
        let answer = eventLoop.makePromise(of: ClientAnswer.self)
        connection.channel.writeAndFlush(ClientConnection.Exchange(request: request, promise: answer))
            .whenFailure { _ in answer.fail(ClientError.lost) }
        answer.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success:
                if connection.channel.isActive, !self.isFinished {
                    self.pool.putIdle(connection, to: self.request.address)
                }
                self.finish(result)
            case .failure(ClientError.lost) where isUsed && !self.isFinished:
                self.connection = nil
                self.connect()
            case .failure: self.finish(result)
            }
        }
    }

    private func finish(_ result: Result<ClientAnswer, any Error>) {
        guard !isFinished else { return }
        isFinished = true
        timer?.cancel()
        promise.completeWith(result)
    }
}
