import Journal
import NIOCore
import NIOPosix
import SQLiteJournal
import Support
import Synchronization
import Testing
import Traits

/// The shell around an engine.
@Suite(.blocking) struct JournalTests {
    private let folder: Folder
    private let path: String
    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    init() throws {
        folder = try Folder()
        path = folder.path("journal.sqlite")
    }

    private func open() throws -> Journal {
        try Journal { [path] in try SQLiteEngine(path: path) }
    }

    @Test func deliveriesThatWaitShareACommit() throws {
        let journal = try open()
        let (started, gate) = (Gate(), Gate())
        let first = journal.perform(on: loop) { _ in
            started.open()
            gate.pass()
        }
        started.pass()
        let answers = (1...300).map { journal.append(.sample($0), on: loop) }
        gate.open()
        try first.wait()
        for answer in answers { #expect(try answer.wait() == .stored(actions: 1, known: 0, isChanged: false)) }
        #expect(journal.counters.deliveries == 300)
        #expect(journal.counters.commits == 3)
        #expect(journal.isAvailable)
    }

    @Test func whatFailsFailsAlone() throws {
        struct Failure: Error {}
        let journal = try open()
        let gate = Gate()
        let first = journal.perform(on: loop) { _ in gate.pass() }
        let before = journal.append(.sample(1), on: loop)
        let culprit = journal.perform(on: loop) { engine in
            _ = try engine.append(.sample(2))
            throw Failure()
        }
        let after = journal.append(.sample(3), on: loop)
        gate.open()
        try first.wait()
        _ = try before.wait()
        #expect(throws: JournalError.self) { try culprit.wait() }
        _ = try after.wait()
        #expect(try journal.perform(on: loop) { try $0.summary(at: 0).deliveries }.wait() == 2)
    }

    @Test func noMoreWaitsThanThereIsRoomFor() throws {
        let journal = try open()
        let gate = Gate()
        let first = journal.perform(on: loop) { _ in gate.pass() }
        let body = String(repeating: "x", count: 20 << 20)
        let large = journal.append(.sample(1, body: body), on: loop)
        let refused = journal.append(.sample(2, body: body), on: loop)
        let small = journal.append(.sample(3), on: loop)
        #expect(throws: JournalError.self) { try refused.wait() }
        gate.open()
        try first.wait()
        _ = try large.wait()
        _ = try small.wait()
    }

    @Test func epochsAreUpToDateBeforeACommandIsAnswered() throws {
        let journal = try open()
        let name = CursorName(destination: "lrs", shard: 3)
        #expect(journal.epoch(of: name) == nil)
        try journal.perform(on: loop) { try $0.configure("lrs", from: .end) }.wait()
        let epoch = try #require(journal.epoch(of: name))
        try journal.perform(on: loop) { try $0.pause("lrs", because: "a test") }.wait()
        #expect(try #require(journal.epoch(of: name)) > epoch)
        try journal.perform(on: loop) { try $0.remove("lrs") }.wait()
        #expect(journal.epoch(of: name) == nil)
    }

    @Test func newsTellWhichShardsGotRows() throws {
        let journal = try open()
        let news = NewsList()
        journal.observe { news.add($0) }
        _ = try journal.append(.sample(1), on: loop).wait()
        try journal.perform(on: loop) { try $0.configure("lrs", from: .end) }.wait()
        let shard = OrderKey(source: "https://example.org", learner: "ann").shard
        #expect(news.all.map(\.places) == [[shard: 2], [:]])
        #expect(news.all.map(\.cursorsChanged) == [false, true])
    }

    @Test func whatWaitsIsDoneBeforeItCloses() throws {
        let journal = try open()
        let answers = (1...50).map { journal.append(.sample($0), on: loop) }
        let closed = loop.makePromise(of: Void.self)
        journal.close { closed.succeed() }
        for answer in answers { _ = try answer.wait() }
        try closed.futureResult.wait()
        #expect(throws: JournalError.self) { try journal.append(.sample(51), on: loop).wait() }
        // The file is free for the next one at once.
        let again = try SQLiteEngine(path: path, patience: .zero)
        #expect(try again.summary(at: 0).deliveries == 50)
    }

    private final class NewsList: Sendable {
        private let list = Mutex<[JournalNews]>([])
        var all: [JournalNews] { list.withLock { $0 } }
        func add(_ news: JournalNews) { list.withLock { $0.append(news) } }
    }
}
