import ActionFormats
import LearnHooks
import Logging
import NIOCore
import Receiving

/// The function as a broker calls it: the request brings CloudEvents, whose data is what platforms sent, and the broker is
/// trusted.
///
/// A broker takes one event back, or nothing. Source: Knative Eventing, data-plane.md and broker.md.
struct BrokerFunction: Responder {
    let receiver: Receiver
    let outlet: Outlet
    let clock: @Sendable () -> Timestamp
    let logger: Logger
    let report: @Sendable (DeliveryReport) -> Void

    func respond(to request: Delivery, on eventLoop: any EventLoop) -> Response {
        let start = ContinuousClock.now
        guard request.method == "POST" else {
            let allow = [Delivery.HeaderField("Allow", "POST")]
            if request.method == "OPTIONS" { return .now(Answer(status: 204, headers: allow)) }
            return .now(.problem(405, "events are brought with POST", headers: allow))
        }
        let message: EventMessage
        do {
            message = try EventMessage(request)
        } catch let error as EventMessage.UnknownFormat {
            return .now(.problem(415, error.description))
        } catch let error as JSONError {
            return .now(.problem(400, "not a CloudEvent: \(error)"))
        } catch {
            return .now(.problem(500, "a fault of the receiver"))
        }
        let arrival = clock()
        let receipts = message.events.map { receipt(of: $0) }
        let reports = receipts.map { DeliveryReport($0, of: request, at: arrival) }
        for receipt in receipts {
            guard case .refused(let refusal) = receipt else { continue }
            let isKept = refusal.isMalformed && outlet.keep(request, at: arrival, from: refusal.platform, logger)
            var answer = Answer(refusal, isKept: isKept)
            // That header is for senders of webhooks; a broker does not send again what was answered so.
            answer.headers.removeAll { $0.name == "webhook-delivery" }
            return .now(end(reports, answer, since: start, isKept: isKept))
        }
        return settle(reports, of: request, at: arrival, since: start, on: eventLoop)
    }

    private func receipt(of event: CloudEvent) -> Receipt {
        // An action that was given back comes around again where a trigger has no filter.
        guard event.dataSchema != CloudEvent.actionSchema else { return .handled([], problems: []) }
        return switch event.data {
        case .json(let payload): receiver.receive(payload)
        case .bytes(let bytes): receiver.receive(trusted: bytes)
        case .none: .refused(Refusal(.malformed(JSONError(expected: "a CloudEvent with data"))))
        }
    }

    /// Sends the actions to where they go, or gives them back.
    private func settle(
        _ reports: [DeliveryReport], of request: Delivery, at arrival: Timestamp, since start: ContinuousClock.Instant,
        on eventLoop: any EventLoop
    ) -> Response {
        let actions = reports.flatMap(\.actions)
        guard outlet.sink == nil, outlet.lines == nil else {
            guard let sent = outlet.send(actions, on: eventLoop) else {
                return .now(end(reports, .empty, since: start))
            }
            return .later(
                sent.map { outcome in
                    switch outcome {
                    case .taken: end(reports, .empty, since: start)
                    case .failed(let problem):
                        end(
                            reports, .unavailable("the actions could not be handed on just now"), since: start,
                            .undelivered, problem)
                    case .refused(let problem):
                        if outlet.keep(request, at: arrival, from: reports.first?.platform, logger) {
                            end(reports, .empty, since: start, .refusedBySink, problem, isKept: true)
                        } else {
                            end(
                                reports, .problem(422, "the actions were refused where they go"), since: start,
                                .refusedBySink, problem)
                        }
                    }
                })
        }
        guard actions.count <= 1 else {
            let problem = "\(actions.count) actions, and a reply holds one: ACTIONS_TO or K_SINK can take them"
            return .now(end(reports, .problem(422, problem), since: start, .undelivered, problem))
        }
        guard let action = actions.first else { return .now(end(reports, .empty, since: start)) }
        let (headers, body) = CloudEvent.binary(action)
        return .now(end(reports, Answer(status: 200, headers: headers, body: body), since: start))
    }

    private func end(
        _ reports: [DeliveryReport], _ answer: Answer, since start: ContinuousClock.Instant,
        _ outcome: DeliveryReport.Outcome? = nil, _ problem: String? = nil, isKept: Bool = false
    ) -> Answer {
        for report in reports {
            var report = report
            report.status = answer.status
            if let outcome { report.outcome = outcome }
            if let problem { report.problems.append(problem) }
            report.isKept = isKept
            report.duration = start.duration(to: .now)
            self.report(report)
        }
        return answer
    }
}
