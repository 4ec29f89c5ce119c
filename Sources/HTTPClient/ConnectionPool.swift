package import NIOCore
import Synchronization

/// Connections to servers, kept for the next request, but not for ever, because addresses change.
package final class ConnectionPool: Sendable {
    /// How long connections are kept.
    package struct Patience: Sendable {
        /// Without a request.
        package var idle = TimeAmount.seconds(30)
        /// Altogether.
        package var age = TimeAmount.minutes(5)

        /// Creates the usual one.
        package init() {}
    }

    /// A connection, and since when it is there.
    struct Connection: Sendable {
        let channel: any Channel
        let opened: NIODeadline
    }

    private struct Idle {
        let connection: Connection
        let address: HTTPAddress
        let end: Scheduled<Void>
    }

    let roots: TrustRoots?
    private let patience: Patience
    private let idle = Mutex<[Idle]>([])
    private static let mostIdle = 64

    /// Creates a pool without connections.
    ///
    /// - Parameters:
    ///   - roots: The authorities that servers' certificates are verified by; where nil, no TLS is spoken.
    ///   - patience: How long connections are kept.
    package init(roots: TrustRoots?, patience: Patience = Patience()) {
        self.roots = roots
        self.patience = patience
    }

    /// Makes a request, over a connection of the event loop's that waits, or over a new one.
    ///
    /// Where a connection that waited ends before a byte of the answer, the request is made once more: it was closed just then.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - eventLoop: Where the answer is waited for.
    ///   - deadline: Until when.
    /// - Returns: The answer, without its body; or a `ClientError`.
    package func send(
        _ request: ClientRequest, on eventLoop: any EventLoop, until deadline: NIODeadline
    ) -> EventLoopFuture<ClientAnswer> {
        let promise = eventLoop.makePromise(of: ClientAnswer.self)
        eventLoop.execute { PooledRequest(request, self, eventLoop, deadline, promise).begin() }
        return promise.futureResult
    }

    /// How many connections wait.
    var idleCount: Int { idle.withLock { $0.count } }

    /// Returns a connection of an event loop that waits, if one does.
    func takeIdle(to address: HTTPAddress, on eventLoop: any EventLoop) -> Connection? {
        let taken = idle.withLock { idle in
            idle.removeAll { !$0.connection.channel.isActive }
            return idle.lastIndex {
                $0.connection.channel.eventLoop === eventLoop && $0.address.origin == address.origin
            }.map { idle.remove(at: $0) }
        }
        taken?.end.cancel()
        return taken?.connection
    }

    /// Lets a connection wait.
    func putIdle(_ connection: Connection, to address: HTTPAddress) {
        let channel = connection.channel
        let end = min(.now() + patience.idle, connection.opened + patience.age)
        guard channel.isActive, end > .now() else { return channel.close(promise: nil) }
        let timer = channel.eventLoop.scheduleTask(deadline: end) { self.end(channel) }
        let isKept = idle.withLock { idle in
            guard idle.count < Self.mostIdle else { return false }
            idle.append(Idle(connection: connection, address: address, end: timer))
            return true
        }
        if !isKept {
            timer.cancel()
            channel.close(promise: nil)
        }
    }

    /// Ends a connection that has waited long enough, unless it was taken just now.
    private func end(_ channel: any Channel) {
        let waited = idle.withLock { idle in
            idle.firstIndex { $0.connection.channel === channel }.map { idle.remove(at: $0) }
        }
        waited?.connection.channel.close(promise: nil)
    }
}
