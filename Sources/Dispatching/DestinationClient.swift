import HTTPClient
import Journal
import LearnHooks
import NIOCore
import NIOHTTP1
import Synchronization

/// Brings rows to a destination: what all deliveries share of it.
final class DestinationClient: Sendable {
    let destination: Destination
    let throttle: Throttle
    private let pool: ConnectionPool
    private let most: Mutex<BatchSize.Most>
    private let isMisconfigured = Atomic(false)

    init(_ destination: Destination) {
        self.destination = destination
        throttle = Throttle(concurrency: destination.concurrency, rate: destination.rate)
        pool = ConnectionPool(roots: destination.roots)
        most = Mutex(BatchSize.Most(destination.batch))
    }

    /// How many rows a request has at most just now.
    var mostRows: Int { most.withLock { $0.rows } }

    /// The rows that the destination takes, none of them twice.
    func rows(of rows: [Row]) -> [Row] {
        var ids: Set<String> = []
        return rows.filter { destination.takes($0) && destination.covers($0) && ids.insert($0.id).inserted }
    }

    /// Deals out rows: what is said of one learner stays in order.
    ///
    /// Where a request takes several, one lane has all.
    func lanes(of rows: [Row]) -> [ShipmentLane] {
        guard destination.batch == 1 else { return [ShipmentLane(rows)] }
        var (lanes, places): ([[Row]], [OrderKey: Int]) = ([], [:])
        for row in rows {
            if let place = places[row.orderKey] {
                lanes[place].append(row)
            } else {
                places[row.orderKey] = lanes.count
                lanes.append([row])
            }
        }
        return lanes.map { ShipmentLane($0) }
    }

    /// Makes a request of rows.
    func send(
        _ rows: [Row], _ elements: [[UInt8]], _ trace: TraceContext?, on eventLoop: any EventLoop,
        until deadline: NIODeadline
    ) -> EventLoopFuture<Result<ClientAnswer, ClientError>> {
        send(destination.format.message(rows, elements), of: rows.map(\.id), trace, on: eventLoop, until: deadline)
    }

    /// Makes a request of what was written of rows.
    func send(
        _ message: (headers: [Delivery.HeaderField], body: [UInt8]), of ids: [String], _ trace: TraceContext? = nil,
        on eventLoop: any EventLoop, until deadline: NIODeadline
    ) -> EventLoopFuture<Result<ClientAnswer, ClientError>> {
        let request: ClientRequest
        do {
            let (headers, body) = message
            var fields = headers.map { (name: $0.name, value: $0.value) }
            if let authorization = try destination.authorization?.value() {
                fields.append(("Authorization", authorization))
            }
            if let trace { fields.append((TraceContext.header, trace.parent)) }
            fields += destination.sign?(ids, body) ?? []
            request = ClientRequest(.POST, at: try destination.address.value(), fields: fields, body: body)
        } catch {
            // What was read at the start is kept where it cannot be read again: this is not seen.
            return eventLoop.makeSucceededFuture(.failure(.noConnection))
        }
        return pool.send(request, on: eventLoop, until: deadline).map { .success($0) }
            .flatMapErrorThrowing { .failure($0 as? ClientError ?? .lost) }
    }

    /// Notes what became of a request.
    ///
    /// - Parameters:
    ///   - verdict: What its answer means.
    ///   - rows: How many rows it brought.
    ///   - answer: The answer, or why there is none.
    /// - Returns: Whether it says for the first time that the destination is configured wrongly.
    func note(_ verdict: Verdict, rows: Int, _ answer: Result<Int, ClientError>) -> Bool {
        most.withLock { most in
            if answer == .success(413) || answer == .failure(.timeout) { most.exceeded(by: rows) }
            if verdict == .passed { most.passed(rows) }
        }
        switch verdict {
        case .passed, .conflict, .refused: isMisconfigured.store(false, ordering: .relaxed)
        case .failed(.configuration): return !isMisconfigured.exchange(true, ordering: .relaxed)
        case .divided, .failed: break
        }
        return false
    }
}
