import Logging
import NIOCore
import Synchronization

/// What all connections of a server share.
final class ServerState: Sendable {
    let limits: HTTPLimits
    let isTransparent: Bool
    let responder: any Responder
    let metrics: Metrics
    let logger: Logger
    private let drains = Atomic(false)
    private let doorIsClosed = Atomic(false)
    private let deliveriesInFlight = Atomic(0)
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    init(
        limits: HTTPLimits, isTransparent: Bool, responder: any Responder, metrics: Metrics, logger: Logger
    ) {
        self.limits = limits
        self.isTransparent = isTransparent
        self.responder = responder
        self.metrics = metrics
        self.logger = logger
    }

    /// Whether the server is to stop: every answer is then its connection's last.
    var isDraining: Bool { drains.load(ordering: .relaxed) }

    /// Begins to stop.
    func drain() {
        drains.store(true, ordering: .relaxed)
    }

    /// Whether no connection is taken any more that does not bring a request at once.
    var isClosed: Bool { doorIsClosed.load(ordering: .relaxed) }

    /// Ends the time in which connections are still taken.
    func close() {
        doorIsClosed.store(true, ordering: .relaxed)
    }

    /// Counts a delivery in; false where there are as many as may be.
    func beginDelivery() -> Bool {
        let count = deliveriesInFlight.add(1, ordering: .relaxed).newValue
        if count <= limits.deliveriesInFlight { return true }
        endDelivery()
        return false
    }

    /// Counts a delivery out.
    func endDelivery() {
        deliveriesInFlight.subtract(1, ordering: .relaxed)
    }

    /// The open connections.
    var connections: [any Channel] { channels.withLock { Array($0.values) } }

    /// Whether there are as many connections as may be.
    var isFull: Bool { channels.withLock { $0.count >= limits.connections } }

    func add(_ channel: any Channel) {
        channels.withLock { $0[ObjectIdentifier(channel)] = channel }
    }

    func remove(_ channel: any Channel) {
        channels.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// The page that Prometheus reads.
    var metricsPage: String {
        metrics.page(
            connections: channels.withLock { $0.count }, deliveries: deliveriesInFlight.load(ordering: .relaxed))
    }

    /// Notes a delivery that there is no room for, and asks for it to be sent again.
    func overload() -> Answer {
        let answer = Answer.unavailable("too many deliveries at once")
        refused(answer)
        return answer
    }

    /// Whether nothing is in flight, and nobody connected.
    var isIdle: Bool { connections.isEmpty && deliveriesInFlight.load(ordering: .relaxed) == 0 }

    /// Notes a request that comes to no delivery.
    func refused(_ answer: Answer) {
        metrics.countRefusal(answer.status)
        answer.log(to: logger)
    }
}
