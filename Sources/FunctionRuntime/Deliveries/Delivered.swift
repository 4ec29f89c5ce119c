package import Dispatching
import Logging

/// What became of a delivery's actions on their way, wherever they went.
package struct Delivered: Sendable {
    /// At each destination that they were meant for.
    package var destinations: [DestinationOutcome] = []
    /// Why they did not get elsewhere, where that is so: into lines, or in time.
    var problem: String?

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
        return failures + refusals + (problem.map { [$0] } ?? [])
    }

    /// After how many seconds they may be sent again.
    var retryAfter: Int? { destinations.compactMap(\.retryAfter).max() }

    /// Says of each destination once that it is configured wrongly: no delivery is at fault.
    func log(to logger: Logger) {
        for outcome in destinations where outcome.isNews {
            logger.error(
                "a destination is configured wrongly",
                metadata: ["destination.name": "\(outcome.destination)", "problem": "\(outcome.failure ?? "")"])
        }
    }
}
