import Inspector
import Journal
import LearnHooks
import Receiving

extension DoorMemory {
    /// Records the outcome of a delivery: what the journal has is counted, and what it has not is kept here for a while.
    func note(_ report: DeliveryReport) {
        let time = report.arrival.unixMilliseconds
        let milliseconds = Int(report.duration / .milliseconds(1))
        if report.index == 0 { count(Outcome(report), at: time) }
        if let id = report.actions.first?.id { note(milliseconds: milliseconds, ofAction: id) }
        guard report.appended == nil else { return }
        var reception = report.reception
        // Its actions can be large, and are not shown.
        if case .refused = reception?.receipt {} else { reception = nil }
        remember(
            Stranger(
                report.delivery, at: time, platform: report.platform, type: report.type,
                outcome: report.outcome.rawValue, reason: report.problems.first ?? "", status: report.status,
                milliseconds: milliseconds, reception: reception))
    }
}

extension DoorMemory.Outcome {
    fileprivate init(_ report: DeliveryReport) {
        self =
            switch report.outcome {
            case .handled, .unmapped, .passedOver, .handshake: report.appended?.copies == nil ? .handled : .repeat
            case .notAuthentic, .noSuchPlatform, .wrongMethod: .forged
            case .malformed, .fault, .undelivered, .refusedBySink, .unanswered: .refused
            }
    }
}
