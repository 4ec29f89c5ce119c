package import Dispatching
import Journal
import Logging

/// The outcome of a delivery's actions on their way, wherever they went.
package struct Delivered: Sendable {
    /// The outcome at each destination.
    package var destinations: [DestinationOutcome] = []
    /// Why they were not written to lines or the journal, or not in time, or nil if they were.
    var problem: String?
    /// What the journal made of each delivery, where there is one, or nil for one that it could not take.
    private var stored: [Appended?] = []
    /// What the journal made of deliveries, as far as it took them.
    var appended: [Appended] { stored.compactMap(\.self) }
    /// Whether the journal refused the delivery itself, so that another attempt would fail, too.
    private(set) var isAtFault = false

    /// Whether another attempt may succeed.
    var hasFailed: Bool { problem != nil || destinations.contains { $0.failed > 0 } }

    /// Whether some were refused for good.
    var hasRefusal: Bool { destinations.contains { $0.refused > 0 } }

    /// Where they did not get, and why.
    var problems: [String] {
        let failures = destinations.compactMap { outcome in
            outcome.failed > 0
                ? outcome.failure.map {
                    "\(outcome.destination): \(outcome.isMisconfigured ? "configured wrongly: " : "")\($0)"
                } : nil
        }
        let refusals = destinations.compactMap { outcome in outcome.refusal.map { "\(outcome.destination): \($0)" } }
        let changes = appended.filter(\.isChanged).map { _ in "another body came under the same message id before" }
        return failures + refusals + changes + (problem.map { [$0] } ?? [])
    }

    /// After how many seconds they may be sent again.
    var retryAfter: Int? { destinations.compactMap(\.retryAfter).max() }

    /// Records what the journal made of deliveries.
    init(stored: [Result<Appended, JournalError>]) {
        self.stored = stored.map { try? $0.get() }
        for case .failure(let error) in stored where problem == nil {
            problem = "journal: \(error)"
            isAtFault = error.kind == .input
        }
    }

    /// Records the outcome of actions at destinations, and elsewhere.
    init(destinations: [DestinationOutcome] = [], problem: String? = nil) {
        self.destinations = destinations
        self.problem = problem
    }

    /// Returns the outcome of one of the deliveries that were stored together.
    ///
    /// A failure concerns all of them, because they share one answer.
    ///
    /// - Parameter index: Its place among them, or nil for one that was not to be stored.
    /// - Returns: The same, with what the journal made of that one alone.
    func part(_ index: Int?) -> Delivered {
        var part = self
        part.stored = index.map { [stored[$0]] } ?? []
        return part
    }

    /// Says of each destination once that it is configured wrongly: no delivery is at fault.
    func log(to logger: Logger) {
        for outcome in destinations where outcome.isNews {
            logger.error(
                "a destination is configured wrongly",
                metadata: ["destination.name": "\(outcome.destination)", "problem": "\(outcome.failure ?? "")"])
        }
    }
}
