import Journal
import LearnHooks
import Receiving

extension JSONWriter {
    /// Writes deliveries of both kinds, the last first.
    mutating func deliveries(
        _ rows: [ListedDelivery], _ strangers: [DoorMemory.Stranger], _ memory: DoorMemory
    ) {
        object { writer in
            writer.key("deliveries")
            writer.array { writer in
                for row in rows { writer.line(row, milliseconds: memory.milliseconds(ofAction: row.firstAction)) }
            }
            writer.key("strangers")
            writer.array { writer in for stranger in strangers.reversed() { writer.line(stranger) } }
        }
    }

    /// Writes a stranger of a list.
    mutating func line(_ stranger: DoorMemory.Stranger) {
        object { $0.members(of: stranger) }
    }

    private mutating func members(of stranger: DoorMemory.Stranger) {
        member("id", "m\(stranger.number)")
        member("arrival", Timestamp(unixMilliseconds: stranger.arrival)?.description)
        member("platform", stranger.platform)
        member("type", stranger.type)
        member("state", stranger.outcome)
        member("reason", stranger.reason)
        member("status", JSONNumber(stranger.status))
        member("milliseconds", JSONNumber(stranger.milliseconds))
    }

    /// Writes all that is known of a stranger, with what was looked at, and why that failed.
    mutating func detail(
        _ stranger: DoorMemory.Stranger, _ shown: Delivery, causes: [String], isMasked: Bool
    ) {
        object { writer in
            writer.members(of: stranger)
            writer.key("checks")
            writer.array { writer in
                for check in stranger.reception?.verdict?.checks ?? [] {
                    writer.object { writer in
                        writer.member("name", check.name)
                        writer.member("finding", check.finding)
                        writer.member("passed", check.isPassed)
                    }
                }
            }
            writer.key("causes")
            writer.array { writer in for cause in causes { writer.string(cause) } }
            writer.member("method", shown.method)
            writer.member("path", shown.path)
            writer.key("headers")
            writer.object { writer in
                for field in shown.headers {
                    writer.key(named: field.name)
                    writer.string(field.value)
                }
            }
            writer.body(shown.body, keeping: stranger.type, isMasked: isMasked)
            writer.key("actions")
            writer.array { _ in }
            writer.key("attempts")
            writer.array { _ in }
        }
    }
}

extension JournalFilter {
    /// Whether it takes a delivery that memory alone has: it became nothing, so it has no kind, learner or destination.
    func takes(_ stranger: DoorMemory.Stranger) -> Bool {
        kinds.isEmpty && learners.isEmpty && destinations.isEmpty && takes(time: stranger.arrival)
            && (states.isEmpty || states.contains(.refused))
            && (platforms.isEmpty || stranger.platform.map(platforms.contains) ?? false)
            && (types.isEmpty || stranger.type.map(types.contains) ?? false)
    }
}
