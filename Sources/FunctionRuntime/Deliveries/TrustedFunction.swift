import ActionFormats
import Dispatching
import Journal
import LearnHooks
import Logging
import NIOCore
import Receiving

/// The function for callers who are trusted: a request brings CloudEvents, whose data is what platforms sent.
struct TrustedFunction: Responder {
    /// What the caller takes as an answer.
    enum Reply {
        /// One event, or nothing, as a broker. Source: Knative Eventing, data-plane.md and broker.md.
        case event
        /// All actions.
        case list
    }

    let receiver: Receiver
    let outlet: Outlet
    let clock: @Sendable () -> Timestamp
    let logger: Logger
    let report: @Sendable (DeliveryReport) -> Void
    var reply = Reply.event
    private let pending = PendingOutcomes()

    init(
        receiver: Receiver, outlet: Outlet, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        report: @escaping @Sendable (DeliveryReport) -> Void, reply: Reply = .event
    ) {
        self.receiver = receiver
        self.outlet = outlet
        self.clock = clock
        self.logger = logger
        self.report = report
        self.reply = reply
    }

    var obstacle: String? { outlet.obstacle }

    func cutOff() { pending.cutOff() }

    func respond(to request: Delivery, on eventLoop: any EventLoop) -> Response {
        let (start, arrival) = (ContinuousClock.now, clock())
        let events: [CloudEvent]
        do throws(EventMessage.Problem) {
            events = try EventMessage(request).events
        } catch {
            if request.method == "OPTIONS" { return .now(error.answer) }
            return .now(
                end([DeliveryReport(error.outcome, error.detail, of: request, at: arrival)], error.answer, start))
        }
        let receipts = events.map { receiver.receive($0) }
        var reports = receipts.map { DeliveryReport($0, of: request, at: arrival) }
        for index in reports.indices {
            reports[index].index = index
            reports[index].omit(by: outlet)
        }
        if outlet.journal != nil { return store(events, receipts, reports, on: eventLoop, since: start) }
        for case .refused(let refusal) in receipts {
            let isKept = refusal.isMalformed && outlet.keep(request, at: arrival, from: refusal.platform, logger)
            for index in reports.indices {
                reports[index].isKept = isKept
                // A batch is taken whole, or not at all.
                if reports[index].problems.isEmpty { reports[index].outcome = .undelivered }
            }
            // A broker does not send such an event again, and does not know the header that asks for that.
            return .now(end(reports, Answer(refusal, isKept: false), start))
        }
        let actions = reports.flatMap(\.actions)
        if reply == .event, outlet.isEmpty { return .now(event(actions, reports, start)) }
        // An event of which no statement can be made would be lost without a trace.
        if outlet.loses(one: actions) {
            let isKept = outlet.keep(request, at: arrival, from: reports.first?.platform, logger)
            for index in reports.indices { reports[index].isKept = isKept }
        }
        let bodies = zip(events, receipts).compactMap { body(of: $0, $1) }
        guard let sent = outlet.send(actions, bodies, TraceContext(of: request), on: eventLoop) else {
            return .now(end(reports, answer(actions), start))
        }
        return .later(
            pending.wait(for: sent).map { [reports] delivered in
                delivered.log(to: logger)
                let isLost = delivered.hasRefusal && !delivered.hasFailed
                let isKept =
                    reports.contains(where: \.isKept)
                    || isLost && outlet.keep(request, at: arrival, from: reports.first?.platform, logger)
                var reports = reports
                for index in reports.indices { reports[index].send(delivered, isKept: isKept) }
                // The outcome is one request's, and is counted once.
                for index in reports.indices.dropFirst() { reports[index].destinations = [] }
                return end(reports, Answer(delivered, isKept: isKept) ?? answer(actions), start)
            })
    }

    /// Answers once all events are stored: the journal brings their actions where they go.
    private func store(
        _ events: [CloudEvent], _ receipts: [Receipt], _ reports: [DeliveryReport], on eventLoop: any EventLoop,
        since start: ContinuousClock.Instant
    ) -> Response {
        let refusal = receipts.lazy.compactMap(\.refusal).first
        var entries: [JournalEntry] = []
        let places = zip(zip(events, receipts), reports).map { pair, report -> Int? in
            guard let payload = pair.0.payload,
                let entry = JournalEntry(pair.1, payload, id: pair.0.id, at: report.arrival, by: receiver)
            else { return nil }
            entries.append(entry)
            return entries.count - 1
        }
        let actions = reports.flatMap(\.actions)
        let answer = refusal.map { Answer($0, isKept: false) } ?? answer(actions)
        let isReply = reply == .event && outlet.isEmpty && refusal == nil
        guard let stored = outlet.store(entries, actions, on: eventLoop) else {
            return .now(end(reports, answer, start))
        }
        return .later(
            pending.wait(for: stored).map { delivered in
                var reports = reports
                for (index, place) in zip(reports.indices, places) {
                    reports[index].send(delivered.part(place), isKept: refusal != nil)
                }
                let failure = Answer(delivered, isKept: true)
                if isReply, failure == nil { return event(actions, reports, start) }
                return end(reports, failure ?? answer, start)
            })
    }

    /// The answer to the sender of events, once their actions have been sent.
    private func answer(_ actions: [IdentifiedAction]) -> Answer {
        switch reply {
        // A broker would read a body as an event.
        case .event: Answer.empty
        case .list where outlet.isEmpty: Answer.actions(actions, as: outlet.format, isSingleAccepted: false)
        case .list: Answer.ids(of: actions)
        }
    }

    /// The payload that an event carries, as destinations of deliveries take it.
    private func body(of event: CloudEvent, _ receipt: Receipt) -> DeliveredBody? {
        guard outlet.takesDeliveries, let action = receipt.actions.first, let payload = event.payload else {
            return nil
        }
        return DeliveredBody(payload.body, payload.mediaType, action.event, id: event.id, source: action.source)
    }

    /// Answers with the action, if there is only one.
    private func event(
        _ actions: [IdentifiedAction], _ reports: [DeliveryReport], _ start: ContinuousClock.Instant
    ) -> Answer {
        guard actions.count <= 1 else {
            let problem = "\(actions.count) actions, and a reply holds one: ACTIONS_TO or K_SINK can take them"
            var reports = reports
            for index in reports.indices { reports[index].send(Delivered(problem: problem), isKept: false) }
            return end(reports, .problem(422, problem), start)
        }
        guard let action = actions.first else { return end(reports, .empty, start) }
        let (headers, body) = CloudEvent(action).binary()
        return end(reports, Answer(status: 200, headers: headers, body: body), start)
    }

    private func end(_ reports: [DeliveryReport], _ answer: Answer, _ start: ContinuousClock.Instant) -> Answer {
        for report in reports {
            var report = report
            report.end(answer, since: start)
            self.report(report)
        }
        var answer = answer
        // A caller who brings events is trusted; one who brings none has proven nothing.
        answer.isOfProvenSender = reports.contains { $0.type != nil }
        return answer
    }
}

extension CloudEvent {
    /// The payload that the event carries, or nil if it carries none.
    fileprivate var payload: (mediaType: String, body: [UInt8])? {
        switch data {
        case .json(let value): (dataContentType ?? "application/json", Array(value.bytes))
        case .bytes(let data): (dataContentType ?? "application/json", data)
        case .action, .none: nil
        }
    }
}

extension EventMessage.Problem {
    fileprivate var answer: Answer {
        let allow = [Delivery.HeaderField("Allow", "POST")]
        switch self {
        case .options: return Answer(status: 204, headers: allow)
        case .method: return .problem(405, detail, headers: allow)
        case .format: return .problem(415, detail)
        case .noEvent: return .problem(400, detail)
        }
    }

    fileprivate var outcome: DeliveryReport.Outcome {
        switch self {
        case .options, .method: .wrongMethod
        case .format, .noEvent: .malformed
        }
    }
}
