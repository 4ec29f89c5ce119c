import Journal
import LearnHooks

extension JSONWriter {
    /// Writes what is in a journal: an object, its times as RFC 3339 has them.
    mutating func summary(_ summary: JournalSummary) {
        object { writer in
            for (key, value) in [
                ("deliveries", summary.deliveries), ("copies", summary.copies), ("refused", summary.refused),
                ("actions", summary.actions), ("known", summary.known), ("gone", summary.gone),
                ("bytes", summary.size.used), ("max_bytes", summary.size.most),
            ] {
                writer.key(named: key)
                writer.number(JSONNumber(value))
            }
            writer.key("destinations")
            writer.array { writer in
                for destination in summary.destinations { writer.destination(destination) }
            }
        }
    }

    private mutating func destination(_ destination: DestinationSummary) {
        object { writer in
            writer.member("name", destination.name)
            writer.member("behind", JSONNumber(destination.behind))
            writer.member("oldest", destination.oldest.flatMap { Timestamp(unixMilliseconds: $0) }?.description)
            writer.member("paused", destination.paused)
            for (key, value) in [
                ("retrying", destination.retrying), ("held", destination.held), ("dead", destination.dead),
                ("conflicts", destination.conflicts), ("replays", destination.replays),
            ] {
                writer.key(named: key)
                writer.number(JSONNumber(value))
            }
            if let error = destination.lastError {
                writer.key("last_error")
                writer.object { writer in
                    writer.member("time", Timestamp(unixMilliseconds: error.time)?.description)
                    writer.member("reason", error.reason)
                }
            }
        }
    }
}
