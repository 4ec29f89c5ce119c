import FunctionRuntime
import LearnHooks

/// What a person is shown of one delivery: time, platform, type, outcome, milliseconds, actions.
struct DeliveryLine {
    let text: String

    init(_ report: DeliveryReport) {
        let time = report.arrival.description.split(separator: "T").last.map(String.init) ?? "-"
        var columns = [
            time.padded(to: 13), (report.platform ?? "-").padded(to: 10), (report.type ?? "-").printable.padded(to: 20),
            report.outcome.rawValue.padded(to: 14), "\(report.milliseconds) ms".padded(to: 10),
        ]
        if !report.actions.isEmpty { columns.append(Self.summary(of: report.actions)) }
        if !report.problems.isEmpty { columns.append(report.problems.map(\.printable).joined(separator: "; ")) }
        if let index = report.secretIndex, index > 0 { columns.append("(secret \(index + 1))") }
        text = columns.joined(separator: "  ")
    }

    /// The kinds in order, each once and with its number where there are more.
    private static func summary(of actions: [IdentifiedAction]) -> String {
        var counts: [(kind: String, count: Int)] = []
        for kind in actions.map(\.action.kind.name) {
            if let index = counts.firstIndex(where: { $0.kind == kind }) {
                counts[index].count += 1
            } else {
                counts.append((kind, 1))
            }
        }
        return counts.map { $0.count == 1 ? $0.kind : "\($0.count) \($0.kind)" }.joined(separator: ", ")
    }
}
