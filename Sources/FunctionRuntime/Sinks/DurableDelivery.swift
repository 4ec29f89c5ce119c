package import Dispatching
import Faults
package import Inspector
package import Journal
package import LearnHooks
package import Logging
import NIOCore
import NIOPosix
package import Receiving
import Synchronization

/// The journal of a running function, the dispatch that sends its rows to destinations, and the socket for commands.
package final class DurableDelivery: Sendable {
    /// The journal.
    package let journal: Journal
    /// The API that people ask, and what came to the door without entering the journal.
    package let api: JournalAPI
    /// Whether what is stored outlives the process.
    let isLasting: Bool
    private let dispatcher: DurableDispatcher?
    private let socket: AdminSocket?
    private let looks: RepeatedTask
    private let gauge = SummaryGauge()

    /// How often old rows are deleted, and the rest is counted.
    private static let interval = TimeAmount.seconds(10)

    /// Opens the journal, and begins to send its rows to destinations.
    ///
    /// - Parameters:
    ///   - settings: Where it is, and how long things are kept.
    ///   - destinations: Where rows go.
    ///   - receiver: What makes the receipts that go into it.
    ///   - clock: The present time.
    ///   - logger: Where it says what happens to destinations.
    /// - Throws: `ConfigurationError` if the journal cannot be opened.
    package init(
        _ settings: JournalSettings, to destinations: [Destination], of receiver: Receiver,
        clock: @escaping @Sendable () -> Timestamp, logger: Logger
    ) async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let right = clock
        let clock =
            Fault.clock.isOn
            ? { @Sendable in Timestamp(unixMilliseconds: right().unixMilliseconds + Fault.clockOffset * 1_000) ?? .epoch
            }
            : right
        let selection = ReplaySelection(sources: receiver.target.platforms.map { receiver.source(of: $0) })
        do {
            let retention = settings.retention
            let isShared = settings.place.isShared
            if isShared { try Self.refuse(destinations, lease: settings.lease) }
            journal = try Journal { try settings.place.engine(atMost: retention.bytes) }
            dispatcher =
                settings.dispatches
                ? DurableDispatcher(
                    destinations, journal: journal, on: eventLoop, lease: isShared ? settings.lease : nil, clock: clock,
                    selects: { text, row in
                        selection.takes(row, by: text)
                    }
                ) { $0.log(to: logger) } : nil
            let warnings = journal.perform(on: eventLoop) { try ($0 as? any SharedJournalEngine)?.warnings() ?? [] }
            for warning in try await warnings.get() { logger.warning("\(warning)") }
            try await dispatcher?.start().get()
        } catch let error as JournalError {
            throw ConfigurationError(variable: "JOURNAL", problem: error.description)
        }
        let place = settings.place
        journal.watch { error in
            if let error {
                logger.error("nothing can be stored in the journal", metadata: ["problem": "\(error)"])
            } else {
                logger.notice("the journal can be written again")
            }
        }
        let api = JournalAPI(journal, of: receiver, clock: clock) { try place.copy(to: $0) }
        (self.api, isLasting) = (api, place != .memory)
        // A database needs no socket: commands ask it directly.
        var socket: AdminSocket?
        if let path = place.path {
            do throws(AdminSocket.Problem) {
                socket = try await AdminSocket(at: AdminSocket.path(ofJournal: path), on: eventLoop) {
                    api.answer($0, on: $1)
                }
            } catch {
                logger.warning("\(error)")
            }
        }
        self.socket = socket
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

    /// No request may outlive its lease.
    private static func refuse(_ destinations: [Destination], lease: Duration) throws(ConfigurationError) {
        let most = lease / 2
        for destination in destinations where .seconds(destination.seconds) > most {
            throw ConfigurationError(
                variable: "DESTINATION_\(destination.name.uppercased())_TIMEOUT",
                problem: "expected \(most.components.seconds) seconds at most with a journal that replicas share, "
                    + "found \(destination.seconds)")
        }
    }

    /// Deletes old rows, one step in each commit, and counts the rest.
    ///
    /// It waits ten times as long as a step took before the next one, so that the door and the destinations have the journal for most
    /// of the time; twice as long when half of the room is used.
    private static func look(
        after journal: Journal, _ retention: Retention, _ gauge: SummaryGauge,
        _ clock: @escaping @Sendable () -> Timestamp,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<Void> {
        let start = NIODeadline.now()
        return journal.perform(on: eventLoop) { engine in
            let time = clock().unixMilliseconds
            // What a person began, and whose shell was ended, is done all the same.
            let hasGoneOn = try engine.goOn(atMost: ManyRows.step) != nil
            let isUnfinished = try engine.prune(retention, at: time) || hasGoneOn
            // Each time: a backlog takes minutes, and alerts go by what is counted.
            gauge.set(try engine.summary(at: time), at: time)
            let size = try engine.size()
            return isUnfinished ? (size.used > size.most / 2 ? 2 : 10) : nil
        }.flatMap { (rest: Int?) in
            guard let rest else { return eventLoop.makeSucceededVoidFuture() }
            return eventLoop.flatScheduleTask(in: (NIODeadline.now() - start) * rest) {
                look(after: journal, retention, gauge, clock, on: eventLoop)
            }.futureResult
        }
    }

    /// Starts no more requests, waits for those under way, and closes the journal.
    package func stop() async {
        await socket?.close()
        looks.cancel()
        try? await dispatcher?.stop().get()
        await withCheckedContinuation { continuation in journal.close { continuation.resume() } }
    }

    /// Writes what the journal and its destinations say of themselves.
    func write(to page: inout MetricsPage) {
        let counters = journal.counters
        page.family("learnhooks_journal_commits_total", "counter", "Commits to the disk.", [([], counters.commits)])
        page.family(
            "learnhooks_journal_failures_total", "counter", "Commits that could not be made.", [([], counters.failures)]
        )
        page.histogram(
            "learnhooks_journal_commit_duration_seconds", "Time that a commit to the disk takes.",
            [([], counters.durations)])
        page.family(
            "learnhooks_journal_available", "gauge", "Whether deliveries can be stored.",
            [([], journal.isAvailable ? 1 : 0)])
        gauge.write(to: &page)
        let figures = dispatcher?.figures ?? []
        page.family(
            "learnhooks_destination_requests_total", "counter", "Requests to destinations, by what they came to.",
            figures.flatMap { figures in
                figures.requests.map { ([("destination", figures.name), ("outcome", $0.key)], $0.value) }
            })
        page.histogram(
            "learnhooks_destination_request_duration_seconds", "Time from a request to a destination to its answer.",
            figures.map { ([("destination", $0.name)], $0.durations) })
        page.family(
            "learnhooks_destination_failing", "gauge", "Whether a destination takes nothing just now.",
            figures.map { ([("destination", $0.name)], $0.trouble == nil ? 0 : 1) })
    }
}

extension DurableDispatcher.News {
    /// Logs it once, not for each attempt.
    fileprivate func log(to logger: Logger) {
        switch self {
        case .fails(let destination, let reason):
            logger.error(
                "a destination takes nothing", metadata: ["destination.name": "\(destination)", "problem": "\(reason)"])
        case .isBack(let destination):
            logger.notice("a destination is back", metadata: ["destination.name": "\(destination)"])
        case .namesNobody(let platform, let reason):
            logger.warning(
                "the platform's API does not answer, so that actions go without names",
                metadata: ["platform": "\(platform)", "problem": "\(reason)"])
        case .isNotConfigured(let destination):
            logger.warning(
                "the journal has a backlog for a destination that is not configured: it is kept for 30 days; journal remove or rename ends that",
                metadata: ["destination.name": "\(destination)"])
        }
    }
}
