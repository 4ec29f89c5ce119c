import ActionFormats
import LearnHooks
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server that actions are sent to, each as a CloudEvent in binary mode.
public final class HTTPSink: Sendable {
    let address: SinkAddress
    private let overrides: [(name: String, value: String)]
    private let seconds: Int
    /// Connections that wait for the next delivery.
    private let idle = Mutex<[any Channel]>([])
    private static let mostIdle = 64

    /// Creates a sink.
    ///
    /// - Parameters:
    ///   - address: Where it is.
    ///   - overrides: Extension attributes that every event gets.
    ///   - seconds: The most seconds until the actions of one delivery are taken.
    init(_ address: SinkAddress, overrides: [(name: String, value: String)] = [], seconds: Int) {
        self.address = address
        self.overrides = overrides
        self.seconds = seconds
    }

    /// Sends the actions of a delivery, one behind the other.
    func send(_ actions: [IdentifiedAction], on eventLoop: any EventLoop) -> EventLoopFuture<Outlet.Outcome> {
        let promise = eventLoop.makePromise(of: Outlet.Outcome.self)
        let requests = actions.map { request($0) }
        eventLoop.execute {
            SinkErrand(requests, to: self, on: eventLoop, within: .seconds(Int64(self.seconds)), promise).begin()
        }
        return promise.futureResult
    }

    private func request(_ action: IdentifiedAction) -> SinkRequest {
        let (fields, body) = CloudEvent.binary(action, overrides: overrides)
        var headers = HTTPHeaders([("Host", address.authority), ("Content-Length", "\(body.count)")])
        for field in fields { headers.add(name: field.name, value: field.value) }
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: address.path, headers: headers)
        return SinkRequest(head: head, body: ByteBuffer(bytes: body))
    }

    /// Returns a connection of an event loop that waits, if one does.
    func takeIdle(on eventLoop: any EventLoop) -> (any Channel)? {
        idle.withLock { idle in
            idle.removeAll { !$0.isActive }
            return idle.lastIndex { $0.eventLoop === eventLoop }.map { idle.remove(at: $0) }
        }
    }

    /// Lets a connection wait.
    func putIdle(_ channel: any Channel) {
        let isKept = idle.withLock { idle in
            guard idle.count < Self.mostIdle else { return false }
            idle.append(channel)
            return true
        }
        if !isKept { channel.close(promise: nil) }
    }

    /// Opens a connection.
    func connect(on eventLoop: any EventLoop, within time: TimeAmount) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: eventLoop)
            .connectTimeout(time)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(SinkConnection())
                }
            }
            .connect(host: address.host, port: address.port)
    }
}

/// An action as a request.
struct SinkRequest: Sendable {
    let head: HTTPRequestHead
    let body: ByteBuffer
}
