import Faults
package import NIOCore
import NIOPosix
import Synchronization

/// The journal: an engine on a thread of its own, whose commits are shared by all who wait.
///
/// Whatever waits while a commit is made goes into the next one: there is no timer. An answer is given after the commit that it
/// tells of, never before.
package final class Journal: Sendable {
    private struct Waiting {
        var queue = JournalQueue()
        var isWorking = false
        var isClosed = false
    }

    /// Where something stands that was added.
    private enum Place { case behind, first, none, closed }

    /// What one thread alone uses; nil once it is closed.
    private let engine: Mutex<(any JournalEngine)?>
    private let waiting = Mutex(Waiting())
    private let threads = NIOThreadPool(numberOfThreads: 1)
    private let available = Atomic(true)
    private let epochs = Mutex<[CursorName: Int64]>([:])
    private let watchers = Mutex<[@Sendable (JournalError?) -> Void]>([])
    private let observers = Mutex<[@Sendable (JournalNews) -> Void]>([])
    private let counted = Mutex(JournalCounters())
    /// What was told last: the epoch that was given out, and the last place of each shard.
    private let told: Mutex<(epoch: Int64, places: [Int: Int64])>

    /// Opens the journal.
    ///
    /// - Parameter open: Makes the engine; it is called once, before this returns.
    /// - Throws: What `open` throws.
    package init(_ open: @escaping @Sendable () throws -> any JournalEngine) throws {
        let opened = try open()
        let epoch = try opened.lastEpoch()
        let places = try opened.lastPlaces()
        let cursors = try opened.cursors()
        engine = Mutex(opened)
        told = Mutex((epoch, places))
        epochs.withLock { $0 = Dictionary(cursors.map { ($0.name, $0.epoch) }) { first, _ in first } }
        threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    // MARK: what is asked of it

    /// Stores a delivery and its actions; the answer comes when both are on stable storage.
    ///
    /// It fails with a `JournalError`.
    package func append(_ entry: JournalEntry, on eventLoop: any EventLoop) -> EventLoopFuture<Appended> {
        let promise = eventLoop.makePromise(of: Appended.self)
        add(
            JournalWork(
                size: max(1, entry.size), kind: .append(entry) { promise.succeed($0) }, fail: { promise.fail($0) }))
        return promise.futureResult
    }

    /// Does something else with the engine, as a unit of its own in the next commit.
    ///
    /// It fails with what the work throws, as a `JournalError`.
    package func perform<T: Sendable>(
        on eventLoop: any EventLoop, _ work: @escaping @Sendable (any JournalEngine) throws -> T
    ) -> EventLoopFuture<T> {
        let promise = eventLoop.makePromise(of: T.self)
        add(
            JournalWork(
                size: 0,
                kind: .other { engine throws(JournalError) in
                    do throws(JournalError) {
                        let result = try engine.unit { try work(engine) }
                        return { promise.succeed(result) }
                    } catch  where error.kind != .unavailable {
                        return { promise.fail(error) }
                    }
                },
                fail: { promise.fail($0) }))
        return promise.futureResult
    }

    private func add(_ item: JournalWork) {
        let place: Place = waiting.withLock { state in
            guard !state.isClosed else { return .closed }
            guard state.queue.add(item) else { return .none }
            defer { state.isWorking = true }
            return state.isWorking ? .behind : .first
        }
        switch place {
        case .behind: break
        case .first: threads.submit { _ in self.work() }
        case .none: item.fail(JournalError(.unavailable, "the journal: too much waits for the disk; try again later"))
        case .closed: item.fail(.closed)
        }
    }

    /// Whether the last commit was made.
    package var isAvailable: Bool { available.load(ordering: .relaxed) }

    /// The epoch of a cursor, as it was last committed; nil where there is no such cursor.
    ///
    /// It is up to date before a person's command is answered.
    package func epoch(of cursor: CursorName) -> Int64? { epochs.withLock { $0[cursor] } }

    /// Calls something after each commit that had news, on the journal's thread, before its answers are given.
    package func observe(_ body: @escaping @Sendable (JournalNews) -> Void) {
        observers.withLock { $0.append(body) }
    }

    /// Calls something when nothing can be stored any more, with the reason, and with nil when it can again.
    package func watch(_ body: @escaping @Sendable (JournalError?) -> Void) {
        watchers.withLock { $0.append(body) }
    }

    /// What it has committed.
    package var counters: JournalCounters { counted.withLock { $0 } }

    /// Takes nothing more, does what waits, and closes the engine.
    ///
    /// - Parameter done: Called at the end, on the journal's thread.
    package func close(_ done: @escaping @Sendable () -> Void = {}) {
        waiting.withLock { $0.isClosed = true }
        // Behind what is under way: there is one thread.
        threads.submit { _ in
            self.work()
            self.engine.withLock { $0 = nil }
            done()
        }
    }

    // MARK: on its thread

    private func work() {
        while true {
            let group = waiting.withLock { state in
                let group = state.queue.takeGroup()
                state.isWorking = !group.isEmpty
                return group
            }
            guard !group.isEmpty else { return }
            commit(group)
        }
    }

    /// Commits a group and answers it.
    ///
    /// Where that fails and the disk is not at fault, each is tried by itself.
    private func commit(_ group: [JournalWork]) {
        do throws(JournalError) {
            let answers = try engine.withLock { engine throws(JournalError) in
                guard let engine else { throw .closed }
                return try commit(group, with: engine)
            }
            turn(available: true, nil)
            for answer in answers { answer() }
        } catch {
            if error.kind != .unavailable, group.count > 1 {
                for work in group { commit([work]) }
                return
            }
            if error.kind == .unavailable { turn(available: false, error) }
            counted.withLock { $0.failures += 1 }
            for work in group { work.fail(error) }
        }
    }

    /// Notes whether something can be stored, and tells whoever watches where that has changed.
    private func turn(available isAvailable: Bool, _ error: JournalError?) {
        guard available.exchange(isAvailable, ordering: .relaxed) != isAvailable else { return }
        for watcher in watchers.withLock({ $0 }) { watcher(error) }
    }

    private func commit(
        _ group: [JournalWork], with engine: any JournalEngine
    ) throws(JournalError) -> [@Sendable () -> Void] {
        let start = ContinuousClock.now
        var answers: [@Sendable () -> Void] = []
        try engine.commit {
            var entries: [JournalEntry] = []
            var tell: [@Sendable (Appended) -> Void] = []
            for work in group {
                switch work.kind {
                case .append(let entry, let told):
                    entries.append(entry)
                    tell.append(told)
                case .other(let run): answers.append(try run(engine))
                }
            }
            // Last: what is locked while they are written is not held for anything else.
            if !entries.isEmpty {
                for (told, appended) in zip(tell, try engine.append(entries)) {
                    if Fault.answerBeforeCommit.isOn { told(appended) } else { answers.append { told(appended) } }
                }
                Fault.answerBeforeCommit.wait()
                Fault.inserted.crash()
            }
            // What only reads would pass on a disk that is full.
            if !isAvailable { try engine.probe() }
        }
        Fault.committed.crash(where: group.contains { $0.size > 0 })
        let took = start.duration(to: .now)
        counted.withLock {
            $0.commits += 1
            $0.deliveries += group.count { $0.size > 0 }
            $0.durations.note(took)
        }
        // What is committed stays so: whoever is told of it anew later misses nothing.
        if let news = try? news(of: engine) {
            for observer in observers.withLock({ $0 }) { observer(news) }
        }
        return answers
    }

    /// What has changed since the last commit; nil where nothing has.
    private func news(of engine: any JournalEngine) throws(JournalError) -> JournalNews? {
        var news = JournalNews()
        let epoch = try engine.lastEpoch()
        if epoch != told.withLock({ $0.epoch }) {
            let cursors = try engine.cursors()
            epochs.withLock { $0 = Dictionary(cursors.map { ($0.name, $0.epoch) }) { first, _ in first } }
            told.withLock { $0.epoch = epoch }
            news.cursorsChanged = true
        }
        let places = try engine.lastPlaces()
        told.withLock { told in
            news.places = places.filter { told.places[$0.key] ?? 0 < $0.value }
            told.places = places
        }
        return news == JournalNews() ? nil : news
    }
}

extension JournalError {
    static let closed = JournalError(.unavailable, "the journal: it is closed")
}

extension JournalEntry {
    /// About how many bytes it brings to the log.
    var size: Int {
        let contents =
            switch outcome {
            case .accepted(_, let actions): actions.reduce(0) { $0 + $1.content.count }
            case .refused: 0
            }
        return body.count + request.count + contents
    }
}
