import ActionFormats
import Dispatching
import Journal
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
    private let pending = PendingOutcomes()

    init(
        receiver: Receiver, outlet: Outlet, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        report: @escaping @Sendable (DeliveryReport) -> Void
    ) {
        self.receiver = receiver
        self.outlet = outlet
        self.clock = clock
        self.logger = logger
        self.report = report
    }

    var obstacle: String? { outlet.obstacle }

    func cutOff() { pending.cutOff() }

    func refusal(ofHead head: Delivery) -> Answer? {
        let start = ContinuousClock.now
        let arrival = clock()
        guard let reception = receiver.refusal(ofHead: head, at: arrival),
            case .refused(let refusal) = reception.receipt
        else { return nil }
        let report = DeliveryReport(reception, of: head, at: arrival)
        return end(report, Answer(refusal, isKept: false), since: start)
    }

    func respond(to delivery: Delivery, on eventLoop: any EventLoop) -> Response {
        let start = ContinuousClock.now
        let arrival = clock()
        let reception = receiver.receive(delivery, at: arrival)
        var report = DeliveryReport(reception, of: delivery, at: arrival)
        report.omit(by: outlet)
        if case .answered(let answer, _) = reception.receipt {
            return .now(end(report, .handshake(answer), since: start))
        }
        if case .refused(let refusal) = reception.receipt, outlet.journal == nil {
            report.isKept = refusal.isMalformed && keep(report)
            return .now(end(report, Answer(refusal, isKept: report.isKept), since: start))
        }
        // An event of which no statement can be made would be lost without a trace.
        if outlet.loses(one: report.actions) { report.isKept = keep(report) }
        if outlet.journal != nil { return store(reception, report, on: eventLoop, since: start) }
        let bodies = bodies(of: reception, delivery)
        guard let sent = outlet.send(report.actions, bodies, report.trace, on: eventLoop) else {
            return .now(end(report, answer(report), since: start))
        }
        return .later(
            pending.wait(for: sent).map { [report] delivered in
                delivered.log(to: logger)
                var report = report
                let isLost = delivered.hasRefusal && !delivered.hasFailed
                report.send(delivered, isKept: report.isKept || (isLost && keep(report)))
                return end(report, Answer(delivered, isKept: report.isKept) ?? answer(report), since: start)
            })
    }

    /// Answers once the delivery is stored: the journal brings its actions where they go.
    private func store(
        _ reception: Reception, _ report: DeliveryReport, on eventLoop: any EventLoop,
        since start: ContinuousClock.Instant
    ) -> Response {
        let refusal = reception.receipt.refusal
        let entry = JournalEntry(reception, report.delivery, at: report.arrival, by: receiver)
        guard let stored = outlet.store(entry.map { [$0] } ?? [], report.actions, on: eventLoop) else {
            let answer = refusal.map { Answer($0, isKept: false) } ?? answer(report)
            return .now(end(report, answer, since: start))
        }
        return .later(
            pending.wait(for: stored).map { delivered in
                var report = report
                let isKept = refusal != nil && (outlet.durable?.isLasting == true || keep(report))
                report.send(delivered, isKept: report.isKept || isKept)
                let answer = refusal.map { Answer($0, isKept: isKept) } ?? answer(report)
                return end(report, Answer(delivered, isKept: true) ?? answer, since: start)
            })
    }

    /// The body as destinations of deliveries take it: none where it is of another type than this function's.
    private func bodies(of reception: Reception, _ delivery: Delivery) -> [DeliveredBody] {
        guard outlet.takesDeliveries, let platform = reception.platform else { return [] }
        if case .passedOver = reception.receipt { return [] }
        // A list without rows is an event, too.
        let event =
            reception.receipt.actions.first?.event
            ?? EventReference(platform: platform.name, type: platform.eventType(of: delivery) ?? "")
        return [
            DeliveredBody(
                delivery.body, delivery.mediaType, event, id: platform.trust.messageID(of: delivery),
                source: receiver.source(of: platform))
        ]
    }

    private func end(_ report: DeliveryReport, _ answer: Answer, since start: ContinuousClock.Instant) -> Answer {
        var report = report
        report.end(answer, since: start)
        self.report(report)
        var answer = answer
        answer.isOfProvenSender = report.secretIndex != nil
        return answer
    }

    private func answer(_ report: DeliveryReport) -> Answer {
        guard outlet.isEmpty else { return .ids(of: report.actions) }
        let accept = AcceptHeader(report.delivery.headers(named: "accept"))
        return .actions(report.actions, as: outlet.format, isSingleAccepted: accept.names(CloudEvent.mediaType))
    }

    private func keep(_ report: DeliveryReport) -> Bool {
        // A delivery that proves nothing is not kept: anyone could fill the disk.
        report.secretIndex != nil && outlet.keep(report.delivery, at: report.arrival, from: report.platform, logger)
    }
}

extension Refusal {
    /// Whether the event itself is at fault.
    var isMalformed: Bool {
        if case .malformed = reason { true } else { false }
    }
}
