import HTTPClient
import Journal
import NIOCore

/// One delivery's rows on their way to one destination: several lanes beside each other, until the last has ended or there is no
/// time left.
final class Shipment {
    private let client: DestinationClient
    private let trace: TraceContext?
    private let eventLoop: any EventLoop
    private let deadline: NIODeadline
    private let promise: EventLoopPromise<DestinationOutcome>
    private var outcome: DestinationOutcome
    /// The lanes that have not begun, the first at the end.
    private var lanes: [ShipmentLane]
    private var underWay = 0
    private var tickets: [ObjectIdentifier: Throttle.Ticket] = [:]
    private var failuresRunning = 0
    private var timer: Scheduled<Void>?
    private var isFinished = false

    /// How many rows may fail running, and none pass between them, until the destination is left alone.
    private static let mostFailures = 20

    init(
        _ rows: [Row], to client: DestinationClient, _ trace: TraceContext?, on eventLoop: any EventLoop,
        _ promise: EventLoopPromise<DestinationOutcome>
    ) {
        self.client = client
        self.trace = trace
        self.eventLoop = eventLoop
        self.promise = promise
        deadline = .now() + .seconds(Int64(client.destination.seconds))
        outcome = DestinationOutcome(client.destination.name, rows: rows.count)
        lanes = client.lanes(of: rows).reversed()
    }

    func begin() {
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.outcome.expire()
            self.finish()
        }
        let count = min(lanes.count, client.destination.concurrency)
        underWay = count
        for _ in 0..<count { beginLane() }
    }

    /// Whether so many rows in a row have failed that no other is tried.
    private var isLeftAlone: Bool { failuresRunning >= Self.mostFailures }

    private func beginLane() {
        if !isLeftAlone, let lane = lanes.popLast() { return proceed(lane) }
        underWay -= 1
        if underWay == 0 { finish() }
    }

    private func proceed(_ lane: ShipmentLane) {
        var lane = lane
        guard !isFinished else { return }
        guard !isLeftAlone else { return beginLane() }
        let (rows, elements) = lane.take(atMost: client.mostRows, client.destination.format.element)
        guard !rows.isEmpty else { return beginLane() }
        let ticket = client.throttle.ticket(on: eventLoop)
        tickets[ObjectIdentifier(ticket)] = ticket
        ticket.turn.assumeIsolated().whenSuccess {
            self.tickets[ObjectIdentifier(ticket)] = nil
            if self.isFinished { return self.client.throttle.end() }
            self.send(rows, elements, of: lane)
        }
    }

    private func send(_ rows: [Row], _ elements: [[UInt8]], of lane: ShipmentLane) {
        let sent = client.send(rows, elements, trace, on: eventLoop, until: deadline)
        sent.assumeIsolated().whenSuccess { answer in
            self.client.throttle.end()
            let status = answer.map(\.status)
            let verdict = Verdict(
                status, isStatements: self.client.destination.format.name == .xapi, rows: rows.count)
            let isNews = self.client.note(verdict, rows: rows.count, status)
            guard !self.isFinished else { return }
            self.outcome.isNews = self.outcome.isNews || isNews
            self.outcome.note(verdict, rows: rows.count, answer)
            if case .failed = verdict { self.failuresRunning += 1 } else { self.failuresRunning = 0 }
            var lane = lane
            lane.settle(verdict)
            self.proceed(lane)
        }
    }

    private func finish() {
        guard !isFinished else { return }
        isFinished = true
        timer?.cancel()
        for ticket in tickets.values { ticket.giveUp() }
        tickets = [:]
        promise.succeed(outcome)
    }
}
