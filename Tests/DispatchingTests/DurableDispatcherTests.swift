import ActionFormats
import HTTPClient
import Journal
import LearnHooks
import NIOCore
import NIOPosix
import Support
import Synchronization
import Testing
import Traits

@testable import Dispatching

/// The dispatch over real sockets: what becomes of rows when destinations fail.
@Suite(.blocking) struct DurableDispatcherTests {
    private let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

    /// A journal with a dispatcher, until it is stopped.
    private final class Running: Sendable {
        let journal: Journal
        let dispatcher: DurableDispatcher
        let news = SharedNews()
        let eventLoop: any EventLoop

        init(_ destinations: [Destination], on eventLoop: any EventLoop) throws {
            journal = try Journal { MemoryEngine() }
            self.eventLoop = eventLoop
            dispatcher = DurableDispatcher(
                destinations, journal: journal, on: eventLoop,
                clock: { Timestamp(unixSeconds: 1_700_000_000) ?? .epoch },
                tell: { [news] in news.append($0) })
            try dispatcher.start().wait()
        }

        func append(_ rows: [Row]) throws {
            let actions = rows.compactMap { row -> JournalEntry.NewRow? in
                guard case .action(let action) = row else { return nil }
                return .init(
                    id: action.id, orderKey: row.orderKey, kind: action.action.kind.name,
                    content: action.kept)
            }
            let id = "delivery of \(rows.first?.id ?? "")"
            let entry = JournalEntry(
                target: "", platform: "falkor", source: "https://falkor.io", type: "t", messageID: id, arrival: .epoch,
                secretIndex: nil, request: [], mediaType: "", body: Array(id.utf8),
                outcome: .accepted(row: .init(id: id, orderKey: OrderKey(id)), actions: actions))
            _ = try journal.append(entry, on: eventLoop).wait()
        }

        func stop() throws {
            try dispatcher.stop().wait()
            journal.close()
        }
    }

    private final class SharedNews: Sendable {
        private let news = Mutex<[DurableDispatcher.News]>([])
        func append(_ one: DurableDispatcher.News) { news.withLock { $0.append(one) } }
        var all: [DurableDispatcher.News] { news.withLock { $0 } }
    }

    private func destination(
        _ name: String, _ url: String, _ format: DestinationFormat = .cloudevents(overrides: [])
    ) throws -> Destination {
        let address = try HTTPAddress(url)
        return Destination(name: name, address: WatchedFiles([]) { address }, format: format)
    }

    private func ids(_ server: TestServer) -> [String] { server.requests.compactMap { $0.headers["ce-id"] } }

    @Test func whatIsStoredIsDeliveredInTheOrderOfEachLearner() throws {
        let server = try TestServer { _, _ in .status(200) }
        let running = try Running([try destination("lrs", server.url)], on: eventLoop)
        let rows = (0..<200).map { Rows.action($0, of: "learner \($0 % 7)") }
        for start in stride(from: 0, to: 200, by: 20) { try running.append(Array(rows[start..<(start + 20)])) }
        try waitUntil { ids(server).count == 200 }
        try running.stop()
        for learner in 0..<7 {
            let own = ids(server).compactMap { Int($0) }.filter { $0 % 7 == learner }
            #expect(own == own.sorted())
        }
        #expect(Set(ids(server)).count == 200)
        #expect(running.news.all == [])
        #expect(running.dispatcher.figures.first?.rows == 200)
    }

    @Test func anOutageIsSaidOnceAndSoIsItsEnd() throws {
        // Few, for where they come one after the other each is waited for twice as long as the one before.
        let server = try TestServer { number, _ in .status(number < 4 ? 503 : 200) }
        var lrs = try destination("lrs", server.url)
        lrs.concurrency = 8
        let running = try Running([lrs], on: eventLoop)
        let rows = (0..<60).map { Rows.action($0, of: "learner \($0)") }
        try running.append(rows)
        // What was set aside is due after ten seconds of a clock that stands still here: all others arrive.
        try waitUntil { running.news.all.count == 2 }
        try running.stop()
        #expect(
            running.news.all == [
                .fails(destination: "lrs", reason: "answered 503"), .isBack(destination: "lrs"),
            ])
    }

    @Test func aDestinationThatIsDownDelaysNoOther() throws {
        let server = try TestServer { _, _ in .status(200) }
        let running = try Running(
            [try destination("lrs", server.url), try destination("crm", "http://127.0.0.1:1/")], on: eventLoop)
        try running.append((0..<50).map { Rows.action($0, of: "learner \($0)") })
        try waitUntil { ids(server).count == 50 }
        try waitUntil { running.news.all.count == 1 }
        try running.stop()
        #expect(running.news.all == [.fails(destination: "crm", reason: "no connection to it")])
    }

    @Test func aSickLearnerHoldsBackItsOwnRowsAlone() throws {
        let server = try TestServer { _, request in .status(request.headers["ce-id"] == "3" ? 500 : 200) }
        let running = try Running([try destination("lrs", server.url)], on: eventLoop)
        try running.append((0..<40).map { Rows.action($0, of: "learner \($0 % 4)") })
        try waitUntil { Set(ids(server)).count == 31 }
        try running.stop()
        #expect(ids(server).filter { (Int($0) ?? 0) % 4 == 3 } == ["3"])
    }

    @Test func anEndWaitsForWhatIsUnderWay() throws {
        let server = try TestServer { _, _ in .status(200, after: 0.3) }
        let running = try Running([try destination("lrs", server.url)], on: eventLoop)
        try running.append([Rows.action(1, of: "learner")])
        try waitUntil { ids(server).count == 1 }
        try running.dispatcher.stop().wait()
        #expect(running.dispatcher.figures.first?.requests == ["passed": 1])
        let places = try running.journal.perform(on: eventLoop) { try $0.cursors().map(\.seq).max() }.wait()
        #expect(places == 2)
        running.journal.close()
    }
}
