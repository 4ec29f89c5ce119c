import Journal
import Synchronization

/// The last summary of a journal, for Prometheus, so that repeated requests cost nothing.
final class SummaryGauge: Sendable {
    private let last = Mutex<(summary: JournalSummary, time: Int64)>((JournalSummary(), 0))

    /// Records what the journal holds at a time, in milliseconds since 1970.
    func set(_ summary: JournalSummary, at time: Int64) {
        last.withLock { $0 = (summary, time) }
    }

    /// Writes it.
    func write(to page: inout MetricsPage) {
        let (summary, time) = last.withLock { $0 }
        page.family(
            "learnhooks_journal_bytes", "gauge", "How much room the journal takes.", [([], Int(summary.size.used))])
        page.family(
            "learnhooks_journal_max_bytes", "gauge", "How much room it may take.", [([], Int(summary.size.most))])
        page.family(
            "learnhooks_journal_refused", "gauge", "Refused deliveries that are kept.", [([], Int(summary.refused))])
        let destinations = summary.destinations
        page.family(
            "learnhooks_destination_pending", "gauge", "Rows of the log that a destination is behind.",
            destinations.map { ([("destination", $0.name)], Int($0.behind)) })
        page.family(
            "learnhooks_destination_lag_seconds", "gauge", "How long ago the oldest of them came.",
            destinations.map { ([("destination", $0.name)], Int(max(0, time - ($0.oldest ?? time)) / 1_000)) })
        page.family(
            "learnhooks_destination_exceptions", "gauge", "Rows that did not go smoothly, by how they stand.",
            destinations.flatMap { destination in
                [
                    ("open", destination.retrying + destination.held), ("dead", destination.dead),
                    ("conflict", destination.conflicts),
                ]
                .map { ([("destination", destination.name), ("state", $0.0)], Int($0.1)) }
            })
        page.family(
            "learnhooks_destination_paused", "gauge", "Whether a person has paused a destination.",
            destinations.map { ([("destination", $0.name)], $0.paused == nil ? 0 : 1) })
    }
}
