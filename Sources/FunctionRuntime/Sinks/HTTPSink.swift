import ActionFormats
import LearnHooks
import NIOCore
import NIOHTTP1
import Synchronization

/// A server that actions are sent to, each as a CloudEvent in binary mode, or as a statement.
public final class HTTPSink: Sendable {
    let address: HTTPAddress
    private let overrides: [(name: String, value: String)]
    private let authorization: String?
    private let seconds: Int
    /// Connections that wait for the next delivery.
    private let idle = Mutex<[any Channel]>([])
    private static let mostIdle = 64
    /// The most connections that one delivery uses at a time.
    private static let mostLanes = 8
    /// The most connections at a time.
    static let mostConnections = 512
    private let connections = Atomic(0)

    /// Creates a sink.
    ///
    /// - Parameters:
    ///   - address: Where it is.
    ///   - overrides: Extension attributes that every event gets.
    ///   - authorization: What `Authorization` says, if anything: a secret.
    ///   - seconds: The most seconds until the actions of one delivery are taken.
    init(
        _ address: HTTPAddress, overrides: [(name: String, value: String)] = [], authorization: String? = nil,
        seconds: Int
    ) {
        self.address = address
        self.overrides = overrides
        self.authorization = authorization
        self.seconds = seconds
    }

    /// Sends the actions of a delivery: those of one learner one behind the other, those of others beside them.
    func send(
        _ actions: [IdentifiedAction], as format: ActionFormat, on eventLoop: any EventLoop
    ) -> EventLoopFuture<Outlet.Outcome> {
        let deadline = NIODeadline.now() + .seconds(Int64(seconds))
        let outcomes = lanes(of: actions, as: format).map { requests in
            let promise = eventLoop.makePromise(of: Outlet.Outcome.self)
            eventLoop.execute { SinkLane(requests, to: self, on: eventLoop, until: deadline, promise).begin() }
            return promise.futureResult
        }
        return EventLoopFuture.whenAllSucceed(outcomes, on: eventLoop).map { outcomes in
            outcomes.first { $0.isFailure } ?? outcomes.first { $0 != .taken } ?? .taken
        }
    }

    /// Deals out the requests of some actions: what is said of one learner stays in order.
    private func lanes(of actions: [IdentifiedAction], as format: ActionFormat) -> [[ClientRequest]] {
        var lanes: [[ClientRequest]] = []
        var laneOfLearner: [String: Int] = [:]
        for action in actions {
            guard let request = request(action, as: format) else { continue }
            let learner = action.partitionKey ?? ""
            let lane = laneOfLearner[learner] ?? laneOfLearner.count % Self.mostLanes
            laneOfLearner[learner] = lane
            if lane < lanes.count { lanes[lane].append(request) } else { lanes.append([request]) }
        }
        return lanes
    }

    /// The request that brings an action; nil where the format has nothing for it.
    private func request(_ action: IdentifiedAction, as format: ActionFormat) -> ClientRequest? {
        var (fields, body): ([Delivery.HeaderField], [UInt8])
        if case .xapi(let format) = format {
            guard let statement = format.statement(of: action) else { return nil }
            (fields, body) = (StatementFormat.headers, statement)
        } else {
            (fields, body) = CloudEvent(action).binary(overriding: overrides)
        }
        if let authorization { fields.append(.init("Authorization", authorization)) }
        return ClientRequest(.POST, address.path, at: address, fields: fields, body: body)
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

    /// There are as many connections as may be.
    struct Busy: Error {}

    /// Opens a connection, unless there are as many as may be.
    func connect(on eventLoop: any EventLoop, within time: TimeAmount) -> EventLoopFuture<any Channel> {
        guard connections.add(1, ordering: .relaxed).newValue <= Self.mostConnections else {
            connections.subtract(1, ordering: .relaxed)
            return eventLoop.makeFailedFuture(Busy())
        }
        let connected = ClientConnection.open(to: address, on: eventLoop, within: time, keepsBodies: false)
        connected.whenComplete { result in
            guard case .success(let channel) = result else {
                self.connections.subtract(1, ordering: .relaxed)
                return
            }
            channel.closeFuture.whenComplete { _ in self.connections.subtract(1, ordering: .relaxed) }
        }
        return connected
    }
}
