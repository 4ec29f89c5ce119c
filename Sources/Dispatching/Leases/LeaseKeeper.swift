import Journal
import NIOCore

/// Keeps a replica's leases in a shared journal, and looks what others have appended there.
///
/// All of it happens on one event loop.
final class LeaseKeeper {
    private let journal: Journal
    private let eventLoop: any EventLoop
    private let origin = ContinuousClock.now
    private var book: LeaseBook
    private var lastLook: Duration?
    private var isLooking = false
    private var isStopped = false
    private var pause = slowest
    private var timer: Scheduled<Void>?
    /// Is told which leases are to be given up, and that some were taken, or are good again.
    var changed: (_ leaving: Set<CursorName>) -> Void = { _ in }

    /// How long after one that found something, and after many that did not, others' rows are looked for.
    private static let (fastest, slowest) = (TimeAmount.milliseconds(50), TimeAmount.seconds(1))

    init(_ replica: Replica, length: Duration, _ journal: Journal, on eventLoop: any EventLoop) {
        book = LeaseBook(replica, length: length)
        self.journal = journal
        self.eventLoop = eventLoop
    }

    /// It counts on while the machine sleeps.
    private var now: Duration { ContinuousClock.now - origin }

    /// Whether a request that takes so long may begin at a cursor now.
    func permits(_ name: CursorName, _ patience: Duration) -> Bool { book.permits(name, patience, at: now) }

    /// Notes that the journal has new rows: others may be about to come.
    func hasNews() {
        guard pause > Self.fastest else { return }
        pause = Self.fastest
        schedule()
    }

    func start() { turn() }

    /// Gives all leases up.
    func stop() -> EventLoopFuture<Void> {
        isStopped = true
        timer?.cancel()
        let replica = book.replica
        return journal.perform(on: eventLoop) { try ($0 as? any SharedJournalEngine)?.leave(replica) }
    }

    /// Gives leases up at which nothing is under way any more.
    func giveUp(_ names: Set<CursorName>) {
        let (leaving, replica) = (names.intersection(book.leaving), book.replica)
        guard !leaving.isEmpty, !isStopped else { return }
        book.gaveUp(leaving)
        journal.perform(on: eventLoop) {
            try ($0 as? any SharedJournalEngine)?.giveUp(Array(leaving), of: replica)
        }.whenFailure { _ in
            // They end by themselves, but for the next renewal: which finds them, and gives them up again.
        }
    }

    private func schedule() {
        timer?.cancel()
        guard !isStopped else { return }
        timer = eventLoop.assumeIsolated().scheduleTask(in: pause) { self.turn() }
    }

    private func turn() {
        defer { schedule() }
        pause = min(pause * 2, Self.slowest)
        guard !isLooking else { return }
        let asked = now
        guard lastLook.map({ asked - $0 >= book.length / 30 }) ?? true else {
            // Commits tell what is new: this one has nothing else to do.
            isLooking = true
            journal.perform(on: eventLoop) { _ in }.assumeIsolated().whenComplete { _ in self.isLooking = false }
            return
        }
        look(asked)
    }

    private func look(_ asked: Duration) {
        isLooking = true
        let (renews, replica, milliseconds) = (book.renews(at: asked), book.replica, book.milliseconds)
        let before = book.leaving
        journal.perform(on: eventLoop) { engine -> LeaseTable? in
            guard let engine = engine as? any SharedJournalEngine else { return nil }
            if renews { try engine.renew(replica, for: milliseconds) }
            return try engine.leases(of: milliseconds)
        }.assumeIsolated().whenComplete { result in
            self.isLooking = false
            guard !self.isStopped, case .success(let table?) = result else { return }
            self.lastLook = asked
            let decision = self.book.looked(table, asked: asked, isRenewed: renews)
            if renews || self.book.leaving != before { self.changed(self.book.leaving) }
            if !decision.take.isEmpty { self.take(decision.take) }
        }
    }

    private func take(_ names: [CursorName]) {
        let (asked, replica, milliseconds) = (now, book.replica, book.milliseconds)
        isLooking = true
        journal.perform(on: eventLoop) { engine in
            try (engine as? any SharedJournalEngine)?.take(names, for: replica, milliseconds) ?? []
        }.assumeIsolated().whenComplete { result in
            self.isLooking = false
            guard !self.isStopped, case .success(let taken) = result, !taken.isEmpty else { return }
            self.book.took(taken, asked: asked)
            self.changed(self.book.leaving)
        }
    }
}
