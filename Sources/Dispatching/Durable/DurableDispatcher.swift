package import Journal
package import LearnHooks
package import NIOCore
import Synchronization

/// Sends what a journal has to destinations, each on its own, until it is stopped.
package final class DurableDispatcher: Sendable {
    /// What people are to know.
    package enum News: Sendable, Equatable {
        /// A destination takes nothing, and why.
        case fails(destination: String, reason: String)
        /// It takes rows again.
        case isBack(destination: String)
        /// Actions of a platform go without their learners' names, and why.
        case namesNobody(platform: String, reason: String)
        /// The journal keeps a backlog for a destination that is configured no more.
        case isNotConfigured(destination: String)
    }

    private let destinations: [Destination]
    private let journal: Journal
    private let eventLoop: any EventLoop
    private let tell: @Sendable (News) -> Void
    private let clock: @Sendable () -> Timestamp
    private let selects: @Sendable (_ filter: String, LogRow) -> Bool
    private let lease: Duration?
    private let drivers: Mutex<[NIOLoopBound<DestinationDriver>]> = Mutex([])
    private let keeper: Mutex<NIOLoopBound<LeaseKeeper>?> = Mutex(nil)
    private let sharedFigures: Mutex<[String: DestinationFigures]>

    /// Creates a dispatcher, which sends nothing yet.
    ///
    /// - Parameters:
    ///   - destinations: The destinations.
    ///   - journal: The journal.
    ///   - eventLoop: Where all of it happens.
    ///   - lease: How long a lease lasts, where other replicas use the journal, too; nil where none can.
    ///   - clock: Returns the present time.
    ///   - selects: Whether the filter of a replay, as a person wrote it, takes a row.
    ///   - tell: Is told what people are to know.
    package init(
        _ destinations: [Destination], journal: Journal, on eventLoop: any EventLoop,
        lease: Duration? = nil, clock: @escaping @Sendable () -> Timestamp,
        selects: @escaping @Sendable (_ filter: String, LogRow) -> Bool = { _, _ in true },
        tell: @escaping @Sendable (News) -> Void
    ) {
        self.destinations = destinations
        self.journal = journal
        self.eventLoop = eventLoop
        self.lease = lease
        self.clock = clock
        self.selects = selects
        self.tell = tell
        sharedFigures = Mutex(
            Dictionary(destinations.map { ($0.name, DestinationFigures(name: $0.name)) }) { first, _ in first })
    }

    /// What each destination was sent since the start, in the order of their names.
    package var figures: [DestinationFigures] {
        sharedFigures.withLock { $0.values.sorted { $0.name < $1.name } }
    }

    /// Makes cursors for destinations that the journal does not know, and begins to send.
    ///
    /// - Returns: Fails where the journal cannot be read.
    package func start() -> EventLoopFuture<Void> {
        let starts = destinations.map { ($0.name, $0.from) }
        let time = clock().unixMilliseconds
        let known = journal.perform(on: eventLoop) { engine in
            for (name, start) in starts { try engine.configure(name, from: start) }
            try engine.markAbsent(allBut: Set(starts.map(\.0)), at: time)
            return (names: Set(try engine.cursors().map(\.name.destination)), places: try engine.lastPlaces())
        }
        return known.map { known in
            for name in known.names.subtracting(self.destinations.map(\.name)).sorted() {
                self.tell(.isNotConfigured(destination: name))
            }
            let keeper = self.makeKeeper()
            let drivers = self.destinations.map { destination in
                NIOLoopBound(self.driver(of: destination, keeper), eventLoop: self.eventLoop)
            }
            self.drivers.withLock { $0 = drivers }
            self.keeper.withLock { $0 = keeper.map { NIOLoopBound($0, eventLoop: self.eventLoop) } }
            self.journal.observe { news in
                self.eventLoop.execute { self.notify(news.places, news.cursorsChanged) }
            }
            for driver in drivers { driver.value.notify(known.places, areCursorsChanged: false) }
            keeper?.changed = { leaving in for driver in drivers { driver.value.leasesChanged(leaving) } }
            keeper?.start()
        }
    }

    /// Stops: what is under way ends within its time, and is settled.
    package func stop() -> EventLoopFuture<Void> {
        eventLoop.flatSubmit {
            let stops = self.drivers.withLock { $0 }.map { $0.value.stop() }
            return EventLoopFuture.andAllComplete(stops, on: self.eventLoop).flatMap {
                self.keeper.withLock { $0 }?.value.stop() ?? self.eventLoop.makeSucceededVoidFuture()
            }
        }
    }

    private func makeKeeper() -> LeaseKeeper? {
        guard let lease else { return nil }
        let replica = Replica(
            id: (0..<16).map { _ in UInt8.random(in: .min ... .max) }, destinations: destinations.map(\.name))
        return LeaseKeeper(replica, length: lease, journal, on: eventLoop)
    }

    private func driver(of destination: Destination, _ leases: LeaseKeeper?) -> DestinationDriver {
        DestinationDriver(
            destination, of: destinations.count, journal, on: eventLoop, clock: clock, selects: selects, tell: tell,
            leases: leases
        ) { figures in
            self.sharedFigures.withLock { $0[figures.name] = figures }
        }
    }

    private func notify(_ places: [Int: Int64], _ areCursorsChanged: Bool) {
        if !places.isEmpty { keeper.withLock { $0 }?.value.hasNews() }
        for driver in drivers.withLock({ $0 }) {
            driver.value.notify(places, areCursorsChanged: areCursorsChanged)
        }
    }
}
