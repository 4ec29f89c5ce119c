package import Dispatching
package import Inspector
package import Journal
package import LearnHooks
package import Logging
import NIOCore
import NIOPosix
package import Receiving
import SQLiteJournal
import Synchronization

/// The journal of a running function, what brings its rows to destinations, and the socket at which people ask for it.
package final class DurableDelivery: Sendable {
    /// The journal.
    package let journal: Journal
    /// What people ask of it, and what came to the door beside it.
    package let api: JournalAPI
    /// Whether what is stored outlives the process.
    let isLasting: Bool
    private let dispatcher: DurableDispatcher
    private let socket: AdminSocket?
    private let looks: RepeatedTask
    private let gauge = SummaryGauge()

    /// How often what is old enough is let go of, and what is left is counted.
    private static let interval = TimeAmount.seconds(10)

    /// Opens the journal, and begins to bring its rows where they go.
    ///
    /// - Parameters:
    ///   - settings: Where it is, and how long things are kept.
    ///   - destinations: Where rows go.
    ///   - receiver: What makes the receipts that go into it.
    ///   - clock: The present time.
    ///   - logger: Where it says what happens to destinations.
    /// - Throws: `ConfigurationError` where the journal cannot be opened.
    package init(
        _ settings: JournalSettings, to destinations: [Destination], of receiver: Receiver,
        clock: @escaping @Sendable () -> Timestamp, logger: Logger
    ) async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let selection = ReplaySelection(sources: receiver.target.platforms.map { receiver.source(of: $0) })
        do {
            let retention = settings.retention
            journal = try Journal {
                try settings.isLasting
                    ? SQLiteEngine(path: settings.path, atMost: retention.bytes)
                    : SQLiteEngine(inMemoryAtMost: retention.bytes)
            }
            dispatcher = DurableDispatcher(
                destinations, journal: journal, on: eventLoop, clock: clock,
                selects: { text, row in
                    selection.takes(row, by: text)
                }
            ) { $0.log(to: logger) }
            try await dispatcher.start().get()
        } catch let error as JournalError {
            throw ConfigurationError(variable: "JOURNAL", problem: error.description)
        }
        let origins = receiver.target.platforms.map { ($0.name, receiver.source(of: $0)) }
        let path = settings.path
        journal.watch { error in
            if let error {
                logger.error("nothing can be stored in the journal", metadata: ["problem": "\(error)"])
            } else {
                logger.notice("the journal can be written again")
            }
        }
        let api = JournalAPI(journal, sources: Dictionary(origins) { $1 }, clock: clock) {
            guard settings.isLasting else {
                throw JournalError(.input, "a journal in memory has no copies: set JOURNAL")
            }
            try SQLiteEngine.copy(path, to: $0)
        }
        (self.api, isLasting) = (api, settings.isLasting)
        guard settings.isLasting else {
            socket = nil
            looks = Self.looks(after: journal, settings.retention, gauge, clock, on: eventLoop)
            return
        }
        do throws(AdminSocket.Problem) {
            socket = try await AdminSocket(at: AdminSocket.path(ofJournal: settings.path), on: eventLoop) {
                api.answer($0, on: $1)
            }
        } catch {
            logger.warning("\(error)")
            socket = nil
        }
        looks = Self.looks(after: journal, settings.retention, gauge, clock, on: eventLoop)
    }

    private static func looks(
        after journal: Journal, _ retention: Retention, _ gauge: SummaryGauge,
        _ clock: @escaping @Sendable () -> Timestamp, on eventLoop: any EventLoop
    ) -> RepeatedTask {
        eventLoop.scheduleRepeatedAsyncTask(initialDelay: .zero, delay: interval) { _ in
            look(after: journal, retention, gauge, clock, on: eventLoop)
        }
    }

    /// Lets go of what is old enough, a step in each commit, and looks what is left.
    private static func look(
        after journal: Journal, _ retention: Retention, _ gauge: SummaryGauge,
        _ clock: @escaping @Sendable () -> Timestamp,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<Void> {
        journal.perform(on: eventLoop) { engine in
            let time = clock().unixMilliseconds
            let isUnfinished = try engine.prune(retention, at: time)
            gauge.set(try engine.summary(at: time), at: time)
            return isUnfinished
        }.flatMap { isUnfinished in
            isUnfinished
                ? look(after: journal, retention, gauge, clock, on: eventLoop) : eventLoop.makeSucceededVoidFuture()
        }
    }

    /// Begins no request any more, settles what is under way, and closes the journal.
    package func stop() async {
        await socket?.close()
        looks.cancel()
        try? await dispatcher.stop().get()
        await withCheckedContinuation { continuation in journal.close { continuation.resume() } }
    }

    /// Writes what the journal and its destinations say of themselves.
    func write(to page: inout MetricsPage) {
        let counters = journal.counters
        page.family("learnhooks_journal_commits_total", "counter", "Commits to the disk.", [([], counters.commits)])
        page.family(
            "learnhooks_journal_failures_total", "counter", "Commits that could not be made.", [([], counters.failures)]
        )
        page.family(
            "learnhooks_journal_available", "gauge", "Whether deliveries can be stored.",
            [([], journal.isAvailable ? 1 : 0)])
        gauge.write(to: &page)
        let figures = dispatcher.figures
        page.family(
            "learnhooks_destination_requests_total", "counter", "Requests to destinations, by what they came to.",
            figures.flatMap { figures in
                figures.requests.map { ([("destination", figures.name), ("outcome", $0.key)], $0.value) }
            })
        page.family(
            "learnhooks_destination_failing", "gauge", "Whether a destination takes nothing just now.",
            figures.map { ([("destination", $0.name)], $0.trouble == nil ? 0 : 1) })
    }
}

extension DurableDispatcher.News {
    /// Says it once: nothing is said of each attempt.
    fileprivate func log(to logger: Logger) {
        switch self {
        case .fails(let destination, let reason):
            logger.error(
                "a destination takes nothing", metadata: ["destination.name": "\(destination)", "problem": "\(reason)"])
        case .isBack(let destination):
            logger.notice("a destination is back", metadata: ["destination.name": "\(destination)"])
        case .isNotConfigured(let destination):
            logger.warning(
                "the journal has a backlog for a destination that is not configured: journal remove or rename ends that",
                metadata: ["destination.name": "\(destination)"])
        }
    }
}
