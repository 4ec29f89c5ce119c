import Calling
import Faults
import HTTPClient
import Journal
import LearnHooks
import NIOCore

/// Does what the dispatch of one destination says: reads and settles in the journal, sends, wakes.
///
/// All of it happens on one event loop.
final class DestinationDriver {
    private let client: DestinationClient
    private let journal: Journal
    private let eventLoop: any EventLoop
    private let clock: @Sendable () -> Timestamp
    private let selects: @Sendable (String, LogRow) -> Bool
    private let tell: @Sendable (DurableDispatcher.News) -> Void
    private let publish: @Sendable (DestinationFigures) -> Void
    /// Who knows which shards are this replica's; nil where all are.
    private let leases: LeaseKeeper?
    private var dispatch: DestinationDispatch
    private var figures: DestinationFigures
    private var timer: (at: Duration, task: Scheduled<Void>)?
    private var ending: EventLoopPromise<Void>?
    private var isFailing = false

    init(
        _ destination: Destination, of destinations: Int, _ journal: Journal, on eventLoop: any EventLoop,
        clock: @escaping @Sendable () -> Timestamp, selects: @escaping @Sendable (String, LogRow) -> Bool,
        tell: @escaping @Sendable (DurableDispatcher.News) -> Void,
        leases: LeaseKeeper?, publish: @escaping @Sendable (DestinationFigures) -> Void
    ) {
        self.leases = leases
        client = DestinationClient(destination)
        self.journal = journal
        self.eventLoop = eventLoop
        self.clock = clock
        self.selects = selects
        self.tell = tell
        self.publish = publish
        figures = DestinationFigures(name: destination.name)
        dispatch = DestinationDispatch(
            destination.name, batch: destination.batch, concurrency: destination.concurrency, rate: destination.rate,
            of: destinations)
    }

    /// Takes what the journal says after a commit.
    func notify(_ places: [Int: Int64], areCursorsChanged: Bool) {
        dispatch.appended(places)
        if areCursorsChanged { dispatch.cursorsChanged() }
        proceed()
    }

    /// Takes which of its leases are to be given up, and that it may have others.
    func leasesChanged(_ leaving: Set<CursorName>) {
        let name = client.destination.name
        dispatch.leave(Set(leaving.filter { $0.destination == name }.map(\.shard)), at: now)
        dispatch.cursorsChanged()
        proceed()
    }

    private func mayServe(_ cursor: CursorName) -> Bool {
        leases?.permits(cursor, .seconds(client.destination.seconds)) ?? true
    }

    private func giveUpLeases() {
        let name = client.destination.name
        let shards = dispatch.leaving.filter { dispatch.isAtRest($0) }
        if !shards.isEmpty { leases?.giveUp(Set(shards.map { CursorName(destination: name, shard: $0) })) }
    }

    /// Takes no turn any more.
    ///
    /// - Returns: Succeeds when what is under way has ended and is settled.
    func stop() -> EventLoopFuture<Void> {
        let promise = ending ?? eventLoop.makePromise()
        ending = promise
        dispatch.stop(at: now)
        proceed()
        return promise.futureResult
    }

    private var now: DispatchTime {
        let (wall, uptime) = (clock(), NIODeadline.now().uptimeNanoseconds)
        return DispatchTime(
            wall: wall.seconds * 1_000 + Int64(wall.nanoseconds) / 1_000_000,
            uptime: .nanoseconds(Int64(clamping: uptime)))
    }

    private func proceed() {
        while let step = dispatch.next(at: now, epoch: { mayServe($0) ? journal.epoch(of: $0) : nil }) { take(step) }
        report()
        giveUpLeases()
        if dispatch.isIdle, let ending {
            timer?.task.cancel()
            return ending.succeed()
        }
        schedule()
    }

    private func schedule() {
        guard let wake = dispatch.wake else {
            timer?.task.cancel()
            timer = nil
            return
        }
        if let timer, timer.at == wake { return }
        timer?.task.cancel()
        let (seconds, rest) = max(.zero, wake - now.uptime).components
        let delay = TimeAmount.seconds(seconds) + .nanoseconds(rest / 1_000_000_000 + 1)
        let task = eventLoop.assumeIsolated().scheduleTask(in: delay) {
            self.timer = nil
            self.proceed()
        }
        timer = (wake, task)
    }

    private func report() {
        figures.underWay = dispatch.underWay
        figures.trouble = dispatch.trouble
        publish(figures)
        let name = client.destination.name
        if let trouble = dispatch.trouble, !isFailing {
            isFailing = true
            tell(.fails(destination: name, reason: trouble))
        } else if isFailing, dispatch.trouble == nil {
            isFailing = false
            tell(.isBack(destination: name))
        }
    }

    // MARK: steps

    private func take(_ step: DispatchStep) {
        switch step {
        case .load:
            perform({ try $0.cursors() }) { driver, cursors in
                driver.dispatch.loaded(cursors?.filter { driver.mayServe($0.name) }, at: driver.now)
            }
        case .read(let lane, let cursor, let place, let end, let rows, let bytes, let filter):
            let (destination, selects) = (client.destination, selects)
            perform({ engine in
                let fresh = try engine.freshRows(of: cursor, behind: place, upTo: end, rows: rows, bytes: bytes)
                return fresh.map { row in
                    let isSelected = filter.map { selects($0, row.row) } ?? true
                    return DispatchRow(row, body: isSelected ? destination.body(of: row.row) : .notTaken)
                }
            }) { $0.dispatch.read(lane, $1, upTo: end ?? place, at: $0.now) }
        case .readRetries(let lane, let shard, let time, let rows, let bytes):
            let destination = client.destination
            perform({ engine in
                let open = try engine.retries(
                    of: destination.name, shard: shard, dueBy: time, rows: rows, bytes: bytes)
                let next = try engine.nextDue(of: destination.name, shard: shard)
                return (open.map { DispatchRow($0, body: destination.body(of: $0)) }, next)
            }) { $0.dispatch.readRetries(lane, $1?.0, nextDue: $1?.1, at: $0.now) }
        case .send(let lane, let rows): send(rows, of: lane)
        case .settle(let lane, let settlement):
            Fault.unsettled.crash(where: settlement.attempt != nil)
            perform({ try $0.settle(settlement) }) {
                Fault.setAside.crash(where: settlement.rows.contains(where: \.isSetAside))
                $0.dispatch.settled(lane, $1, at: $0.now)
            }
        case .note(let settlement):
            perform({ try $0.settle(settlement) }) { _, _ in }
        case .end(let lane, let cursor, let epoch):
            perform({ try $0.endReplay(cursor, epoch: epoch) }) { $0.dispatch.ended(lane, $1 != nil, at: $0.now) }
        }
    }

    /// Does a unit of work in the journal, and takes what came of it: nil where it failed.
    private func perform<Value: Sendable>(
        _ work: @escaping @Sendable (any JournalEngine) throws -> Value,
        _ take: @escaping (DestinationDriver, Value?) -> Void
    ) {
        journal.perform(on: eventLoop, work).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let value): take(self, value)
            // The journal itself says once that it fails, and once that it does not.
            case .failure: take(self, nil)
            }
            self.proceed()
        }
    }

    private func send(_ rows: [DispatchRow], of lane: LaneName) {
        guard let directory = client.destination.directory, rows.contains(where: \.isUnnamed) else {
            return sendNamed(rows, of: lane)
        }
        let cursor = lane.cursor(of: client.destination.name)
        let epoch = journal.epoch(of: cursor)
        let naming = RowNaming(
            destination: client.destination, directory: directory, journal: journal, eventLoop: eventLoop)
        naming.named(rows).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let named) where self.journal.epoch(of: cursor) == epoch:
                if let problem = named.problem {
                    self.tell(.namesNobody(platform: directory.api.platform, reason: problem.withoutMessage))
                }
                self.sendNamed(named.rows, of: lane)
            // A person has changed what is sent: what becomes of these rows is void.
            case .success: self.take(DispatchAnswer(unsent: "not sent: a person has changed its place"), of: rows, lane)
            case .failure:
                self.take(
                    DispatchAnswer(unsent: "not sent: the journal cannot keep who its learner is"), of: rows, lane)
            }
        }
    }

    private func take(_ answer: DispatchAnswer, of rows: [DispatchRow], _ lane: LaneName) {
        figures.note(answer, rows: rows.count)
        dispatch.answered(lane, answer, jitter: .random(in: -0.2...0.2), at: now)
        Fault.divided.crash(where: rows.count > 1 && answer.verdict != .passed)
        proceed()
    }

    private func sendNamed(_ rows: [DispatchRow], of lane: LaneName) {
        Fault.read.crash()
        let (start, destination) = (NIODeadline.now(), client.destination)
        let sent = client.send(
            destination.format.message(rows), of: rows.map(\.id), on: eventLoop,
            until: start + .seconds(Int64(destination.seconds)))
        sent.assumeIsolated().whenSuccess { result in
            Fault.taken.crash(where: (200...299).contains((try? result.get())?.status ?? 0))
            let status = result.map(\.status)
            let retryAfter = (try? result.get())?.retryAfter
            let answer = DispatchAnswer(
                verdict: Verdict(status, isStatements: destination.format.name == .xapi, rows: rows.count),
                status: (try? status.get()) ?? 0, words: result.words, isTimeout: status == .failure(.timeout),
                retryAfter: retryAfter.map { .seconds($0) },
                duration: .nanoseconds((NIODeadline.now() - start).nanoseconds))
            self.take(answer, of: rows, lane)
        }
    }
}

extension DispatchRow {
    fileprivate var isUnnamed: Bool { if case .unnamed = body { true } else { false } }
}

extension LaneName {
    /// The cursor that the lane moves.
    fileprivate func cursor(of destination: String) -> CursorName {
        if case .replay(let number) = stream {
            CursorName(destination: destination, shard: shard, replay: number)
        } else {
            CursorName(destination: destination, shard: shard)
        }
    }
}

extension DispatchAnswer {
    /// What becomes of rows whose request could not be made: it may be another time.
    fileprivate init(unsent words: String) {
        self.init(verdict: .failed(.later), status: 0, words: words)
    }
}
