import Inspector
import Logging
import NIOCore
import Synchronization

/// What all connections of a server share.
final class ServerState: Sendable {
    let limits: HTTPLimits
    let isTransparent: Bool
    let responder: any Responder
    let metrics: Metrics
    /// What answers at the address of health and metrics besides them, if anything does.
    let inspector: Inspector?
    let logger: Logger
    /// Where what is said of deliveries is written when a turn ends.
    let lines: LogWriter?
    private let turns = Mutex<[ObjectIdentifier: NIOLoopBound<EventLoopTurn>]>([:])
    private let stage = Atomic(Stage.serving)
    private let deliveriesInFlight = Atomic(0)
    private let streams = Atomic(0)
    /// Whether a connection had to make room.
    private let wasFull = Atomic(false)
    private let table: Mutex<ConnectionTable<any Channel>>
    private let bodies: Mutex<BodyBudget<any Channel>>
    /// The listeners that wait until there is room for another connection.
    private let waitingListeners = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// How far the end has come.
    private enum Stage: UInt8, AtomicRepresentable {
        case serving
        /// Every answer is its connection's last.
        case draining
        /// No connection is taken any more that does not bring a request at once.
        case closed
    }

    init(
        limits: HTTPLimits, isTransparent: Bool, responder: any Responder, metrics: Metrics, inspector: Inspector?,
        logger: Logger, lines: LogWriter?
    ) {
        self.limits = limits
        self.isTransparent = isTransparent
        self.responder = responder
        self.metrics = metrics
        self.inspector = inspector
        self.logger = logger
        self.lines = lines
        table = Mutex(ConnectionTable(limit: limits.connections))
        bodies = Mutex(BodyBudget(limit: limits.bodiesBytes))
    }

    // MARK: The end

    /// Whether the server is to stop: every answer is then its connection's last.
    var isDraining: Bool { stage.load(ordering: .relaxed) != .serving }

    /// Begins to stop.
    func drain() {
        stage.store(.draining, ordering: .relaxed)
    }

    /// Whether no connection is taken any more that does not bring a request at once.
    var isClosed: Bool { stage.load(ordering: .relaxed) == .closed }

    /// Ends the time in which connections are still taken.
    func close() {
        stage.store(.closed, ordering: .relaxed)
    }

    /// Whether nothing is in flight, and nobody connected.
    var isIdle: Bool { table.withLock { $0.count == 0 } && deliveriesInFlight.load(ordering: .relaxed) == 0 }

    // MARK: Streams

    /// The most pages of the inspector that are told what comes, at a time.
    private static let mostStreams = 16

    /// Counts a stream in; false where there are as many as may be.
    func beginStream() -> Bool {
        if streams.add(1, ordering: .relaxed).newValue <= Self.mostStreams { return true }
        endStream()
        return false
    }

    /// Counts a stream out.
    func endStream() {
        streams.subtract(1, ordering: .relaxed)
    }

    // MARK: Deliveries

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

    /// Notes a delivery that there is no room for, and asks for it to be sent again.
    func overload() -> Answer {
        let answer = Answer.unavailable("too many deliveries at once")
        refused(answer)
        return answer
    }

    /// Notes a request that comes to no delivery.
    func refused(_ answer: Answer) {
        metrics.countRefusal(answer.status)
        answer.log(to: logger)
    }

    /// The turn of an event loop, which is the present one.
    func turn(of eventLoop: any EventLoop) -> EventLoopTurn {
        turns.withLock { turns in
            let id = ObjectIdentifier(eventLoop)
            let turn = turns[id] ?? NIOLoopBound(EventLoopTurn(lines), eventLoop: eventLoop)
            turns[id] = turn
            return turn
        }.value
    }

    // MARK: Bodies

    /// Begins a body that is received little by little.
    func beginBody(over channel: any Channel) -> UInt64 {
        bodies.withLock { $0.begin(channel, at: .now()) }
    }

    /// Notes how many bytes a body holds by now; those that must let go of theirs are told.
    func holdBody(_ body: UInt64, _ bytes: Int) {
        let slowest = bodies.withLock { $0.hold(bytes, by: body, at: .now()) }
        for (body, channel) in slowest {
            channel.pipeline.fireUserInboundEventTriggered(ServerNotice.outpaced(body))
        }
    }

    /// Ends a body that was received little by little.
    func endBody(_ body: UInt64) {
        bodies.withLock { $0.end(body) }
    }

    // MARK: Connections

    /// The open connections.
    var connections: [any Channel] { table.withLock { $0.connections } }

    /// Adds a connection.
    ///
    /// - Returns: The one that must make room for it.
    func add(_ channel: any Channel) -> (any Channel)? {
        let displaced = table.withLock { $0.add(channel, id: ObjectIdentifier(channel), at: .now()) }
        guard let displaced else { return nil }
        metrics.countDisplacement()
        // Once is enough: the metric counts on.
        if !wasFull.exchange(true, ordering: .relaxed) {
            logger.warning(
                "the limit of connections is reached (MAX_CONNECTIONS): those that have proven nothing are closed first",
                metadata: ["http.connections": .stringConvertible(limits.connections)])
        }
        return displaced
    }

    /// What is known of a connection that was added.
    func standing(of channel: any Channel) -> Standing {
        table.withLock { $0.standing(of: ObjectIdentifier(channel)) } ?? Standing(since: .now())
    }

    func remove(_ channel: any Channel) {
        table.withLock { $0.remove(ObjectIdentifier(channel)) }
        tellListener()
    }

    /// Notes that a connection has got the answer to what it had proven.
    func settle(_ standing: Standing) {
        standing.settle(at: .now())
        tellListener()
    }

    /// How many connections may come; where none may, the listener is told as soon as one may.
    func room(orTells channel: any Channel) -> Int {
        // It waits before it looks: whoever makes room in between tells it once too often, and not once too seldom.
        waitingListeners.withLock { $0[ObjectIdentifier(channel)] = channel }
        let room = table.withLock { $0.room }
        if room > 0 { waitingListeners.withLock { $0[ObjectIdentifier(channel)] = nil } }
        return room
    }

    private func tellListener() {
        let listeners = waitingListeners.withLock { waiting -> [any Channel] in
            guard !waiting.isEmpty else { return [] }
            defer { waiting = [:] }
            return Array(waiting.values)
        }
        for listener in listeners { listener.read() }
    }

    /// The page that Prometheus reads.
    var metricsPage: String {
        metrics.page(
            connections: table.withLock { $0.count }, deliveries: deliveriesInFlight.load(ordering: .relaxed))
    }
}

/// What a server tells its connections.
enum ServerNotice: Sendable, Equatable {
    /// No request is begun any more.
    case draining
    /// What has not come by now is not waited for.
    case ending
    /// A body must let go of its bytes: it was the slowest.
    case outpaced(UInt64)
}
