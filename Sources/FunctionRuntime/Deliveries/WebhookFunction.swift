import ActionFormats
import LearnHooks
import Logging
import NIOCore
import Receiving

/// The function as platforms call it: the request is the delivery, and must prove to be the platform's own.
struct WebhookFunction: Responder {
    let receiver: Receiver
    let outlet: Outlet
    let clock: @Sendable () -> Timestamp
    let logger: Logger
    let report: @Sendable (DeliveryReport) -> Void

    func respond(to delivery: Delivery, on eventLoop: any EventLoop) -> Response {
        let start = ContinuousClock.now
        let arrival = clock()
        let reception = receiver.receive(delivery, at: arrival)
        let report = DeliveryReport(
            reception.receipt, of: delivery, at: arrival, from: reception.platform,
            secretIndex: reception.verdict?.secretIndex)
        if case .refused(let refusal) = reception.receipt {
            let isKept = refusal.isMalformed && keep(report)
            return .now(end(report, Answer(refusal, isKept: isKept), since: start, isKept: isKept))
        }
        guard let sent = outlet.send(report.actions, on: eventLoop) else {
            return .now(end(report, answer(report), since: start))
        }
        return .later(sent.map { self.end(report, $0, since: start) })
    }

    /// Answers when the actions are on their way, or are not.
    private func end(_ report: DeliveryReport, _ outcome: Outlet.Outcome, since start: ContinuousClock.Instant)
        -> Answer
    {
        var report = report
        switch outcome {
        case .taken:
            return end(report, answer(report), since: start)
        case .failed(let problem):
            report.outcome = .undelivered
            report.problems.append(problem)
            return end(report, .unavailable("the actions could not be handed on just now"), since: start)
        case .refused(let problem):
            report.outcome = .refusedBySink
            report.problems.append(problem)
            // Where it is kept, it need not be sent again; where it is not, the sender has the only copy.
            guard keep(report) else {
                return end(report, .problem(422, "the actions were refused where they go"), since: start)
            }
            return end(report, answer(report), since: start, isKept: true)
        }
    }

    private func end(
        _ report: DeliveryReport, _ answer: Answer, since start: ContinuousClock.Instant, isKept: Bool = false
    ) -> Answer {
        var report = report
        report.status = answer.status
        report.isKept = isKept
        report.duration = start.duration(to: .now)
        self.report(report)
        return answer
    }

    private func answer(_ report: DeliveryReport) -> Answer {
        let accept = AcceptHeader(report.delivery.headers(named: "accept"))
        return .actions(report.actions, isSingleAccepted: accept.names(CloudEvent.mediaType))
    }

    private func keep(_ report: DeliveryReport) -> Bool {
        // What proves nothing is not kept: whoever likes could fill the disk.
        report.secretIndex != nil && outlet.keep(report.delivery, at: report.arrival, from: report.platform, logger)
    }
}

extension Refusal {
    /// Whether the event itself is at fault.
    var isMalformed: Bool {
        if case .malformed = reason { true } else { false }
    }
}
