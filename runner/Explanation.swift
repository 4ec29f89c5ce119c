import FunctionRuntime
import LearnHooks
import Receiving

/// The explanation of one delivery, as lines for a person.
struct Explanation {
    /// Whether the delivery is good.
    let isGood: Bool
    /// The lines.
    let text: String

    /// Explains a delivery as it is judged now.
    init(_ reception: Reception, of delivery: Delivery, _ diagnosis: Diagnosis) {
        self.init(
            reception.receipt, of: delivery, from: reception.platform?.name,
            checks: reception.verdict?.checks.map { RecordedDelivery.Check($0) } ?? [],
            causes: diagnosis.causes(of: reception, of: delivery))
    }

    /// Explains a delivery that a journal kept, by what was found when it came.
    init(_ receipt: Receipt, of recorded: RecordedDelivery) {
        let name = recorded.delivery.path.split(separator: "/").last.map { String($0).printable }
        self.init(receipt, of: recorded.delivery, from: name, checks: recorded.checks, causes: [])
    }

    private init(
        _ receipt: Receipt, of delivery: Delivery, from platform: String?, checks: [RecordedDelivery.Check],
        causes: [String]
    ) {
        // The path is shown only up to the platform's name, because a secret can follow.
        let place = platform.map { "/\($0)" } ?? "a path that leads nowhere"
        var lines = [
            "\(platform ?? "no platform"): \(delivery.method.printable) to \(place)",
            "  body       \(delivery.body.count) bytes, SHA-256 \(Digest.sha256(delivery.body))",
        ]
        for check in checks {
            let mark = check.isPassed ? "ok  " : "FAIL"
            lines.append("  \(mark)  \(check.name.printable.padded(to: 10))  \(check.finding.printable)")
        }
        switch receipt {
        case .refused(let refusal):
            isGood = false
            lines.append("refused: \(refusal)")
            lines += causes.map { "  cause: \($0)" }
        case .handled(let actions, let problems):
            isGood = true
            let kinds = actions.map(\.action.kind.name)
            lines.append(
                "good: \(actions.first?.event.type ?? "an empty list") becomes \(kinds.joined(separator: ", "))")
            lines += problems.map { "  but \($0)" }
        case .unmapped(let action, _):
            isGood = true
            lines.append("good: \(action.event.type.printable) is a type that is not known, and is kept as it is")
        case .answered:
            isGood = true
            lines.append("good: a handshake, which brings no event and is answered")
        case .passedOver(let event):
            isGood = true
            lines.append("good: \(event.type.printable) is another function's")
        }
        text = lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    /// The text with spaces behind it, to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
