import Journal
import LearnHooks

/// Deliveries and exceptions as the API has them: times as RFC 3339 writes them, what is unknown is absent.
extension JSONWriter {
    /// Writes a page: its rows, and where the next one begins.
    mutating func page<Row>(_ name: String, _ page: JournalPage<Row>, _ write: (inout JSONWriter, Row) -> Void) {
        object { writer in
            writer.key(named: name)
            writer.array { writer in for row in page.rows { write(&writer, row) } }
            writer.member("next", page.next.map { "\($0)" })
        }
    }

    /// Writes a delivery of a list.
    mutating func line(_ line: DeliveryLine) {
        object { $0.members(of: line) }
    }

    private mutating func members(of line: DeliveryLine) {
        member("id", JSONNumber(line.number))
        member("arrival", line.arrival.time)
        member("platform", line.platform)
        member("type", line.type.isEmpty ? nil : line.type)
        member("target", line.target.isEmpty ? nil : line.target)
        member("state", line.refusal == nil ? "accepted" : "refused")
        member("reason", line.refusal)
        member("copies", JSONNumber(line.copies))
        member("last", line.last.time)
        member("secret", line.secretIndex.map { JSONNumber($0 + 1) })
    }

    /// Writes an exception of a list.
    mutating func line(_ line: ExceptionLine) {
        object { writer in
            writer.member("delivery", JSONNumber(line.delivery))
            writer.member("destination", line.destination)
            writer.member("id", line.id)
            writer.member("platform", line.platform)
            writer.member("kind", line.kind)
            writer.member("state", line.stands)
            writer.member("status", JSONNumber(line.status))
            writer.member("reason", line.reason.isEmpty ? nil : line.reason)
            writer.member("tries", JSONNumber(line.counted))
            writer.member("due", line.state == .open && line.isHead ? line.due.time : nil)
        }
    }

    /// Writes all that is known of a delivery.
    mutating func detail(_ detail: DeliveryDetail, at destinations: [String]) {
        object { writer in
            writer.members(of: detail.line)
            if let request = detail.request, let recorded = try? JSONDocument(parsing: request).root {
                writer.member("pulled", recorded["pulled"]?.string)
                writer.member("checks", recorded["checks"]?.value)
            }
            writer.key("actions")
            writer.array { writer in
                for row in detail.rows where row.kind != nil { writer.action(row, of: detail, at: destinations) }
            }
            writer.key("attempts")
            writer.array { writer in for line in detail.attempts { writer.attempt(line) } }
        }
    }

    private mutating func action(_ row: LogRow, of detail: DeliveryDetail, at destinations: [String]) {
        object { writer in
            writer.member("id", row.id)
            writer.member("kind", row.kind)
            if case .action(let bytes) = row.content, let event = try? JSONDocument(parsing: bytes).root {
                writer.member("event", event.value)
            }
            writer.key("destinations")
            writer.array { writer in
                for name in destinations {
                    let exception = detail.exceptions.first { $0.destination == name && $0.seq == row.seq }
                    let isPending = detail.pending[name]?.contains(row.seq) == true
                    writer.object { writer in
                        writer.member("name", name)
                        writer.member("state", exception?.stands ?? (isPending ? "waiting" : "settled"))
                        writer.member("reason", exception.flatMap { $0.reason.isEmpty ? nil : $0.reason })
                    }
                }
            }
        }
    }

    private mutating func attempt(_ line: AttemptLine) {
        object { writer in
            writer.member("time", line.attempt.time.time)
            writer.member("destination", line.destination)
            writer.member("status", JSONNumber(line.attempt.status))
            writer.member("reason", line.attempt.reason.isEmpty ? nil : line.attempt.reason)
            writer.member("requests", JSONNumber(line.count))
            writer.member("milliseconds", JSONNumber(line.attempt.duration))
        }
    }

    /// Writes a delivery as `invoke` and `explain` take it: the request that was kept, with its body again.
    mutating func recorded(_ detail: DeliveryDetail) {
        let request = detail.request.flatMap { try? JSONDocument(parsing: $0).root.value }
        guard case .object(var members) = request, let body = detail.body else { return value(.null) }
        let text = String(validating: body, as: UTF8.self)
        members.removeAll { $0.key == "body" || $0.key == "isBase64Encoded" }
        members.append(.init("body", .string(text ?? Base64.text(of: body))))
        members.append(.init("isBase64Encoded", .boolean(text == nil)))
        value(.object(members))
    }
}

extension ExceptionLine {
    /// How it stands, in a word: an open row that waits behind another is held.
    fileprivate var stands: String { state == .open && !isHead ? "held" : state.rawValue }
}

extension Int64 {
    /// The time of so many milliseconds since 1970.
    fileprivate var time: String? { Timestamp(unixMilliseconds: self)?.description }
}
