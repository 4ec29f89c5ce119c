import Dispatching
import Journal
import LearnHooks
import Synchronization

/// Counts what happens, for Prometheus.
///
/// A label is a platform's name, an event type that is known, an outcome, a status or a secret's place: no sender can
/// add another. Source: https://prometheus.io/docs/instrumenting/exposition_formats/
final class Metrics: Sendable {
    private struct Key: Hashable {
        let platform: String
        let type: String
        let outcome: DeliveryReport.Outcome
    }

    private struct SecretKey: Hashable {
        let platform: String
        let index: Int
    }

    private struct DestinationKey: Hashable {
        let name: String
        let outcome: String
    }

    private struct Counts {
        /// How often something was counted.
        var changes = 0
        var rows: [DestinationKey: Int] = [:]
        var deliveries: [Key: Int] = [:]
        var secrets: [SecretKey: Int] = [:]
        var refusals: [Int: Int] = [:]
        var displacements = 0
        /// Deliveries that the journal stored, by what they were to it.
        var stored: [String: Int] = [:]
        var known = 0
        /// How long deliveries took.
        var durations = DurationHistogram()
    }

    private let counts = Mutex(Counts())
    private let lastPage = Mutex<(numbers: [Int], text: String)?>(nil)
    /// The event types that are known, by platform.
    private let types: [String: Set<String>]

    /// Writes what the journal says of itself; nil if there is none.
    private let journal: (@Sendable (inout MetricsPage) -> Void)?

    init(of platforms: [Platform], journal: (@Sendable (inout MetricsPage) -> Void)? = nil) {
        self.journal = journal
        types = Dictionary(platforms.map { ($0.name, Set($0.handlers.map(\.eventType))) }) { $1 }
    }

    /// Counts a delivery.
    func count(_ report: DeliveryReport) {
        let platform = report.platform ?? ""
        let isKnown = report.type.map { types[platform]?.contains($0) ?? false } ?? true
        let key = Key(platform: platform, type: isKnown ? report.type ?? "" : "other", outcome: report.outcome)
        counts.withLock { counts in
            counts.changes += 1
            counts.deliveries[key, default: 0] += 1
            counts.durations.note(report.duration)
            for destination in report.destinations {
                for (outcome, count) in destination.counts where count > 0 {
                    counts.rows[DestinationKey(name: destination.destination, outcome: outcome), default: 0] += count
                }
            }
            if let appended = report.appended {
                let isCopy = appended.copies != nil
                counts.stored[isCopy ? "copy" : report.outcome == .malformed ? "refused" : "new", default: 0] += 1
                counts.known += appended.known
            }
            if let index = report.secretIndex {
                counts.secrets[SecretKey(platform: platform, index: index), default: 0] += 1
            }
        }
    }

    /// Counts a request that came to no delivery.
    func countRefusal(_ status: Int) {
        counts.withLock { counts in
            counts.changes += 1
            counts.refusals[status, default: 0] += 1
        }
    }

    /// Counts a connection that made room for another.
    func countDisplacement() {
        counts.withLock { counts in
            counts.changes += 1
            counts.displacements += 1
        }
    }

    /// Returns the page that Prometheus reads.
    ///
    /// - Parameters:
    ///   - connections: How many connections are open.
    ///   - deliveries: How many deliveries are in flight.
    /// - Returns: The page, in the text format.
    func page(connections: Int, deliveries: Int) -> String {
        let counts = counts.withLock { $0 }
        // The page is kept until something changes, so repeated requests cost nothing.
        let numbers = [counts.changes, connections, deliveries]
        if let last = lastPage.withLock({ $0 }), last.numbers == numbers { return last.text + journalText }
        let text = text(of: counts, connections: connections, deliveries: deliveries)
        lastPage.withLock { $0 = (numbers, text) }
        return text + journalText
    }

    /// What the journal says of itself: it changes without a delivery.
    private var journalText: String {
        var page = MetricsPage()
        journal?(&page)
        return page.text
    }

    private func text(of counts: Counts, connections: Int, deliveries: Int) -> String {
        var page = MetricsPage()
        page.family(
            "learnhooks_deliveries_total", "counter", "Deliveries by platform, event type and outcome.",
            counts.deliveries.map { key, count in
                let labels = [("platform", key.platform), ("type", key.type), ("outcome", key.outcome.rawValue)]
                return (labels, count)
            })
        page.family(
            "learnhooks_secret_matches_total", "counter", "Deliveries by the secret that was good, the first being 1.",
            counts.secrets.map { key, count in ([("platform", key.platform), ("secret", "\(key.index + 1)")], count) })
        page.family(
            "learnhooks_requests_refused_total", "counter", "Requests that came to no delivery, by status.",
            counts.refusals.map { status, count in ([("status", "\(status)")], count) })
        page.family(
            "learnhooks_destination_rows_total", "counter", "What was sent to destinations, by what became of it.",
            counts.rows.map { key, count in ([("destination", key.name), ("outcome", key.outcome)], count) })
        if journal != nil {
            page.family(
                "learnhooks_journal_deliveries_total", "counter", "Deliveries that were stored, by what they were.",
                ["new", "copy", "refused"].map { ([("outcome", $0)], counts.stored[$0] ?? 0) })
            page.family(
                "learnhooks_journal_known_actions_total", "counter",
                "Actions whose id was already known, and that were skipped.",
                [([], counts.known)])
        }
        page.family(
            "learnhooks_connections_displaced_total", "counter", "Connections that made room for others.",
            [([], counts.displacements)])
        page.family("learnhooks_deliveries_in_flight", "gauge", "Deliveries on their way.", [([], deliveries)])
        page.family("learnhooks_connections", "gauge", "Open connections.", [([], connections)])
        page.histogram(
            "learnhooks_delivery_duration_seconds", "Time from a delivery's last byte to its answer.",
            [([], counts.durations)])
        return page.text
    }
}
