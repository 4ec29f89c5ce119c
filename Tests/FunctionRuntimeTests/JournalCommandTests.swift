import Inspector
import Journal
import LearnHooks
import NIOCore
import NIOPosix
import Receiving
import SQLiteJournal
import Support
import Testing

@testable import FunctionRuntime

/// What a person asks of a journal, through its API.
@Suite struct JournalCommandTests {
    private let folder: Folder
    private let journal: Journal
    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    init() throws {
        let folder = try Folder()
        self.folder = folder
        journal = try Journal { try SQLiteEngine(path: folder.path("journal.sqlite")) }
    }

    private func api(_ platform: Platform = .seats(.before)) throws -> JournalAPI {
        let receiver = Receiver(target: try Target(nil, in: [platform]))
        return JournalAPI(journal, of: receiver, clock: { .epoch }, copy: { _ in })
    }

    /// Does a command, and returns what it wrote; `between` is called after each answer of the API.
    private func run(
        _ words: String..., api: JournalAPI, between: @escaping () throws -> Void = {}
    ) throws -> (text: String, progress: [Int?]) {
        var (text, progress): (String, [Int?]) = ("", [])
        let command = JournalCommand(
            try JournalArguments(words + ["--yes"]),
            ask: { request in
                let answer = try api.answer(request, on: loop).wait()
                try between()
                return answer
            }, write: { bytes in text += String(decoding: bytes, as: UTF8.self) },
            confirm: { _ in nil }, progress: { count in progress.append(count) })
        #expect(try command.run())
        return (text, progress)
    }

    // MARK: many rows

    /// A destination 1,200 of whose rows are open, the learner's first one due.
    private func stickAll() throws {
        try journal.perform(on: loop) { engine in
            let bench = JournalBench { engine }
            try engine.configure("lrs", from: .beginning)
            _ = try engine.append(.sample(1, actions: 1_200))
            try bench.settle((2...1_201).map { ($0, $0 == 2 ? .aside(until: 10) : .heldBack) }, to: 1_201)
        }.wait()
    }

    @Test(arguments: [
        (["skip", "lrs"], "lrs begins with what comes from now on"), (["remove", "lrs"], "has no place"),
        (["rename", "lrs", "crm"], "lrs is called crm now"), (["replay", "--to", "lrs"], "sent again to lrs"),
        (["forget", "seats", "ann"], "what named this learner is removed from the log"),
    ])
    func theDoorAnswersBetweenTheStepsOfACommand(_ words: [String], _ expected: String) throws {
        try stickAll()
        var (number, underWay, text) = (1, 0, "")
        let command = try JournalArguments(words + ["--yes"])
        let api = try self.api()
        let run = JournalCommand(
            command,
            ask: { request in
                let answer = try api.answer(request, on: loop).wait()
                let paused = try journal.perform(on: loop) { try $0.cursors().contains { $0.paused != nil } }.wait()
                guard paused else { return answer }
                // In the middle of it, a delivery is stored.
                underWay += 1
                number += 1
                let stored = try journal.append(.sample(number, learner: "ben"), on: loop).wait()
                #expect(stored == .stored(actions: 1, known: 0, isChanged: false))
                return answer
            }, write: { bytes in text += String(decoding: bytes, as: UTF8.self) }, confirm: { _ in nil }
        )
        #expect(try run.run())
        #expect(underWay == 2)
        #expect(text.contains(expected), "\(text)")
        let open = try journal.perform(on: loop) { engine in
            try engine.summary(at: 0).destinations.reduce(0) { $0 + $1.retrying + $1.held }
        }.wait()
        #expect(open == (words[0] == "rename" ? 1_200 : 0))
    }

    @Test func aCommandThatWasLeftIsDoneBeforeTheNextOne() throws {
        try stickAll()
        try journal.perform(on: loop) { try $0.skip("lrs") }.wait()
        let (text, progress) = try run("rename", "lrs", "crm", api: try api())
        #expect(text == "lrs is called crm now: the variables that name it must, too\n")
        #expect(progress.contains(500))
        #expect(try journal.perform(on: loop) { try $0.cursors().map(\.paused).contains { $0 != nil } }.wait() == false)
    }

    @Test func aStepOfAFilterLooksAtSoManyRowsAndNoMore() throws {
        try stickAll()
        try journal.perform(on: loop) { engine in
            let bench = JournalBench { engine }
            try bench.settle((2...1_201).map { ($0, .refused) })
            _ = try engine.append(.sample(2, learner: "ben"))
            let key = OrderKey(source: "https://example.org", learner: "ben")
            let name = CursorName(destination: "lrs", shard: key.shard)
            let epoch = try #require(try engine.cursors().first { $0.name == name }).epoch
            _ = try engine.settle(
                Settlement(
                    cursor: name, epoch: epoch, seq: 1_203,
                    rows: [SettledRow(seq: 1_203, orderKey: key, outcome: .refused)], time: 0))
        }.wait()
        let before = journal.counters.commits
        #expect(try run("release", "learner:ben", api: try api()).text == "1 released\n")
        // Two looks at the dead of ann, each a commit of its own, twice; and what is asked around them.
        #expect(journal.counters.commits - before >= 4)
        #expect(try run("drop", "state:dead", api: try api()).text == "1200 dropped\n")
    }

    // MARK: handlers that were mended

    private func store(_ body: String, _ platform: Platform = .seats(.before), source: String? = nil) throws {
        let receiver = Receiver(
            target: try Target(nil, in: [platform]), sources: source.map { ["seats": $0] } ?? [:])
        let delivery = Delivery(
            method: "POST", path: "/seats", query: "", headers: [.init("X-Seat-Time", "2026-01-01T00:00:00Z")], body: []
        )
        let receipt = receiver.receive(trusted: Array(body.utf8), from: platform, of: platform.facts(of: delivery))
        let entry = try #require(
            JournalEntry(receipt, ("application/json", Array(body.utf8)), id: body, at: .epoch, by: receiver))
        _ = try journal.append(entry, on: loop).wait()
    }

    private func contents() throws -> [String] {
        try journal.perform(on: loop) { engine in
            let numbers = try engine.lastDelivery()
            return try (1...numbers).flatMap { try engine.stored($0)?.rows ?? [] }.compactMap { row in
                guard case .action(let bytes) = row.content else { return nil }
                return String(decoding: bytes, as: UTF8.self)
            }
        }.wait()
    }

    @Test func storedDeliveriesAreHandledAnewByMendedHandlers() throws {
        try journal.perform(on: loop) { try $0.configure("lrs", from: .beginning) }.wait()
        try store(#"{"type":"seat.taken","seat":"1"}"#)
        try store(#"{"type":"seat.taken","seat":2}"#, source: "https://other.example")
        try store(#"{"type":"seat.taken"}"#)
        let before = try contents()
        #expect(before.count == 2)
        // What has not changed is not another, whatever origin is configured.
        let same = "3 deliveries were handled anew; nothing is another\n"
        #expect(try run("replay", "--from-bodies", api: try api()).text == same)
        #expect(try contents() == before)

        let mended = try api(.seats(.after))
        let trial = try run("replay", "--from-bodies", "--dry-run", api: mended).text
        #expect(trial.contains("3 deliveries were handled anew; 3 actions are new"), "\(trial)")
        #expect(trial.hasSuffix("nothing was changed\n"))
        #expect(try contents() == before)

        let first = try run("replay", "--from-bodies", api: mended).text
        #expect(first.contains("delivery 1  differs  attendance.present"), "\(first)")
        #expect(first.contains("  data.result\n"))
        #expect(first.contains("delivery 1  new  attendance.booked"))
        #expect(first.contains("delivery 3  handled"))
        let after = try contents()
        #expect(after.count == 5)
        #expect(before.allSatisfy(after.contains))

        let second = try run("replay", "--from-bodies", "--corrected", "since:1970-01-01T00:00:00Z", api: mended).text
        #expect(second.contains("3 deliveries were handled anew; 2 differ, and are sent again"), "\(second)")
        #expect(try contents().filter(before.contains).isEmpty)
        #expect(try run("replay", "--from-bodies", api: mended).text == same)
    }

    @Test func aDeliveryWhoseBodyIsGoneIsLeftOutAndSaid() throws {
        _ = try journal.append(.sample(1), on: loop).wait()
        #expect(
            try run("replay", "--from-bodies", api: try api()).text
                == "0 deliveries were handled anew; nothing is another; 1 were left out: their bodies are gone, or they were pulled\n"
        )
    }

    @Test(arguments: [
        ["list", "--from-bodies"], ["replay", "--corrected"], ["replay", "--from-bodies", "--to", "lrs"],
    ])
    func whatDoesNotStandTogetherIsRefused(_ words: [String]) {
        #expect(throws: JournalArguments.Problem.self) { try JournalArguments(words) }
    }
}

extension Platform {
    /// A platform whose one handler is mended.
    fileprivate static func seats(_ version: SeatVersion) -> Platform {
        Platform(
            name: "seats", source: "https://example.org", trust: .urlSegment, objectTypes: [.seat],
            handlers: version == .before ? [SeatBefore()] : [SeatAfter()])
    }
}

private enum SeatVersion { case before, after }

/// A seat; the mended handler knows one without a number.
private struct Seat: JSONReadable, Sendable {
    let seat: Identifier?

    init(json: JSONNode) throws(JSONError) { seat = try json.ifPresent("seat") }
}

private struct SeatBefore: EventHandler {
    static let eventType = "seat.taken"
    static let kinds: [Action.Kind] = [.attendancePresent]

    struct Event: JSONReadable, Sendable {
        let seat: Identifier

        init(json: JSONNode) throws(JSONError) { seat = try json["seat"] }
    }

    func actions(for event: Event) -> [Action] {
        [
            .init(
                .attendancePresent, object: .init(type: .seat, id: event.seat.text, platformType: "seat"),
                key: [.text(event.seat.text)])
        ]
    }
}

private struct SeatAfter: EventHandler {
    static let eventType = "seat.taken"
    static let kinds: [Action.Kind] = [.attendancePresent, .attendanceBooked]

    func actions(for event: Seat) -> [Action] {
        let id = event.seat?.text ?? "none"
        let object = Action.Object(type: .seat, id: id, platformType: "seat")
        let booked = Action(.attendanceBooked, object: object, key: [.text(id)])
        guard event.seat != nil else { return [booked] }
        return [
            .init(.attendancePresent, object: object, result: .init(completion: true), key: [.text(id)]), booked,
        ]
    }
}
