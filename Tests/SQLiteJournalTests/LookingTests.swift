import Journal
import LearnHooks
import SQLiteJournal
import Support
import Testing

@Suite struct LookingTests {
    private let folder: Folder
    private let engine: SQLiteEngine
    private let bench: JournalBench

    init() throws {
        folder = try Folder()
        let engine = try SQLiteEngine(path: folder.path("journal.sqlite"))
        self.engine = engine
        bench = JournalBench { engine }
    }

    private func filter(_ text: String) throws -> JournalFilter { try JournalFilter(text, now: 1_000_000_000) }

    @Test func deliveriesComeInPagesTheNewestFirst() throws {
        for number in 1...5 { _ = try engine.append(.sample(number)) }
        let first = try engine.deliveries(JournalFilter(), before: nil, atMost: 2)
        #expect(first.rows.map(\.number) == [5, 4])
        let second = try engine.deliveries(JournalFilter(), before: first.next, atMost: 10)
        #expect(second.rows.map(\.number) == [3, 2, 1])
        #expect(second.next == nil)
    }

    @Test(arguments: [
        ("platform:example", [3, 2, 1]), ("platform:other", []), ("kind:activity.*", [3, 2, 1]),
        ("kind:enrolment.created", []),
        ("learner:ben", [3]), ("state:refused", []), ("state:accepted", [3, 2, 1]), ("state:open", [2]),
        ("state:open destination:crm", []), ("destination:lrs", [2]), ("type:course.completed learner:ann", [2, 1]),
        ("since:1970-01-01T00:00:02Z", [3, 2]), ("until:1970-01-01T00:00:02Z", [1]),
    ])
    func aFilterChooses(_ text: String, _ expected: [Int64]) throws {
        for (number, learner) in [(1, "ann"), (2, "ann"), (3, "ben")] {
            let time = Timestamp(unixSeconds: Int64(number)) ?? .epoch
            _ = try engine.append(.sample(number, learner: learner, at: time))
        }
        try engine.configure("lrs", from: .beginning)
        try bench.settle([(4, .aside(until: 9))], to: 4)
        #expect(try engine.deliveries(filter(text), before: nil, atMost: 10).rows.map(\.number) == expected)
    }

    @Test func aDeliveryIsShownWithAllThatBecameOfIt() throws {
        try engine.configure("lrs", from: .beginning)
        try engine.configure("crm", from: .beginning)
        try bench.append(1...1)
        let cursor = try bench.cursor()
        _ = try engine.settle(
            Settlement(
                cursor: cursor.name, epoch: cursor.epoch, seq: 2,
                rows: [SettledRow(seq: 2, orderKey: bench.key, outcome: .aside(until: 10))], time: 1,
                attempt: Attempt(
                    time: 1, duration: 5, rows: 1, status: 500, reason: "the answer was 500", first: 2, last: 2)))
        let number = try #require(try engine.delivery(of: "action-1-0"))
        #expect(try engine.delivery(of: "delivery-1") == number)
        let detail = try #require(try engine.delivery(number))
        #expect(detail.rows.map(\.id) == ["delivery-1", "action-1-0"])
        #expect(detail.pending == ["crm": [1, 2]])
        #expect(detail.exceptions.map(\.destination) == ["lrs"])
        #expect(detail.attempts.map(\.attempt.status) == [500])
        #expect(detail.request == Array("{}".utf8))
        #expect(try engine.delivery(99) == nil)
        let open = try engine.exceptions(of: "lrs", .open, filter("learner:ann"), behind: 0, atMost: 10)
        #expect(open.rows.map(\.id) == ["action-1-0"])
        #expect(try engine.attempts(of: "lrs", JournalFilter(), before: nil, atMost: 10).rows.count == 1)
        #expect(try bench.summary().lastError?.reason == "the answer was 500")
    }

    @Test(arguments: [
        "platfrom:knolyx", "knolyx", "state:gone", "since:yesterday", "since:99999999999999999999d", "kind:*.x",
        "since:1m until:1h",
    ])
    func aFilterThatCannotBeReadNamesItsTerm(_ text: String) {
        #expect(throws: JournalError.self) { try filter(text) }
    }

    @Test func requestsThatWentAlikeAreOneLine() throws {
        try engine.configure("lrs", from: .beginning)
        let cursor = try bench.cursor()
        for (time, status) in [(1, 200), (2, 200), (60_001, 200), (60_002, 500), (60_003, 500)] {
            _ = try engine.settle(
                Settlement(
                    cursor: cursor.name, epoch: cursor.epoch, seq: nil, rows: [], time: 0,
                    attempt: Attempt(
                        time: Int64(time), duration: 1, rows: 1, status: status, reason: status == 200 ? "" : "500",
                        first: 1, last: 1)))
        }
        let lines = try engine.attempts(of: "lrs", JournalFilter(), before: nil, atMost: 10).rows
        #expect(lines.map(\.count) == [2, 1, 2])
    }
}
