import Journal
import LearnHooks
import NIOCore
import NIOPosix
import SQLiteJournal
import Support
import Testing

@Suite struct FirstSteps {
    private let folder: Folder
    private let engine: SQLiteEngine

    init() throws {
        folder = try Folder()
        engine = try SQLiteEngine(path: folder.path("journal.sqlite"))
    }

    @Test func anActionIsSetAsideAndItsLearnerWaits() throws {
        try engine.configure("lrs", from: .beginning)
        for number in 1...3 {
            #expect(try engine.append(.sample(number)) == .stored(actions: 1, known: 0, isChanged: false))
        }
        #expect(try engine.append(.sample(1)) == .repeated(copies: 2))
        let shard = OrderKey(source: "https://example.org", learner: "ann").shard
        let cursor = try #require(try engine.cursors().first { $0.name.shard == shard })
        let rows = try engine.freshRows(of: cursor.name, behind: 0, upTo: nil, rows: 10, bytes: 1000)
        #expect(rows.map(\.row.seq) == [1, 2, 3, 4, 5, 6])
        let key = rows[0].row.orderKey
        let isSettled = try engine.settle(
            Settlement(
                cursor: cursor.name, epoch: cursor.epoch, seq: 2,
                rows: [
                    SettledRow(seq: 1, orderKey: key, outcome: .passed),
                    SettledRow(
                        seq: 2, orderKey: key,
                        outcome: .setAside(due: 10_000, counted: 0, status: 500, reason: "500", isOfReplay: false)),
                ], time: 0,
                attempt: Attempt(time: 0, duration: 1, rows: 1, status: 500, reason: "500", first: 2, last: 2)))
        #expect(isSettled)
        let rest = try engine.freshRows(of: cursor.name, behind: 2, upTo: nil, rows: 10, bytes: 1000)
        #expect(rest.map(\.row.seq) == [3, 4, 5, 6])
        #expect(rest.allSatisfy { $0.isHeld })
        #expect(try engine.nextDue(of: "lrs", shard: shard) == 10_000)
        #expect(try engine.retries(of: "lrs", shard: shard, dueBy: 9_999, rows: 10, bytes: 1000).isEmpty)
        #expect(try engine.retries(of: "lrs", shard: shard, dueBy: 10_000, rows: 10, bytes: 1000).map(\.row.seq) == [2])
        let summary = try engine.summary(at: 0)
        #expect(summary.destinations.first?.retrying == 1)
        #expect(summary.destinations.first?.behind == 4)
        try engine.pause("lrs", because: "a test")
        try engine.rename("lrs", to: "crm")
        _ = try engine.replay("crm", from: 1, through: 6, filter: "since:2h")
        try engine.move("crm", backTo: 1)
        try engine.skip("crm")
        #expect(try engine.release(ExceptionSelection(), at: 0, atMost: 10) == 0)
        #expect(try engine.drop(ExceptionSelection(), atMost: 10) == 0)
        #expect(try engine.forget(key) == 6)
        try engine.configure("new", from: .time(1))
        try engine.remove("crm")
    }

    @Test func deliveriesAreAnsweredOnceTheyAreStored() throws {
        let path = folder.path("other.sqlite")
        let journal = try Journal { try SQLiteEngine(path: path) }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answers = (1...1000).map { journal.append(.sample($0), on: loop) }
        for answer in answers {
            #expect(try answer.wait() == .stored(actions: 1, known: 0, isChanged: false))
        }
        _ = try journal.perform(on: loop) { try $0.configure("lrs", from: .end) }.wait()
        #expect(journal.epoch(of: CursorName(destination: "lrs", shard: 3)) == 1)
        #expect(journal.counters.deliveries == 1000)
        #expect(journal.isAvailable)
        journal.close()
    }
}
