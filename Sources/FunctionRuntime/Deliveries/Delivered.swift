package import Dispatching
import Journal
import Logging

/// What became of a delivery's actions on their way, wherever they went.
package struct Delivered: Sendable {
    /// At each destination that they were meant for.
    package var destinations: [DestinationOutcome] = []
    /// Why they did not get elsewhere, where that is so: into lines, into the journal, or in time.
    var problem: String?
    /// What the journal made of each delivery, where there is one.
    private(set) var appended: [Appended] = []
    /// Whether the delivery itself is what the journal cannot take: another attempt will not do better.
    private(set) var isAtFault = false

    /// Whether another attempt may do better.
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

    /// Takes down what the journal made of deliveries.
    init(stored: [Result<Appended, JournalError>]) {
        for case .success(let appended) in stored { self.appended.append(appended) }
        for case .failure(let error) in stored where problem == nil {
            problem = "journal: \(error)"
            isAtFault = error.kind == .input
        }
    }

    /// Takes down what became of actions at destinations, and elsewhere.
    init(destinations: [DestinationOutcome] = [], problem: String? = nil) {
        self.destinations = destinations
        self.problem = problem
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
