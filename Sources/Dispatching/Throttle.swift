import NIOCore
import Synchronization

/// Limits requests at a time, and requests a second, in the order in which they came.
final class Throttle: Sendable {
    /// A place in the queue.
    final class Ticket: Sendable {
        fileprivate let promise: EventLoopPromise<Void>
        fileprivate let eventLoop: any EventLoop
        fileprivate let isGivenUp = Atomic(false)

        fileprivate init(on eventLoop: any EventLoop) {
            self.eventLoop = eventLoop
            promise = eventLoop.makePromise()
        }

        /// Succeeds when it is the holder's turn.
        var turn: EventLoopFuture<Void> { promise.futureResult }

        /// Leaves the queue; where the turn has come already, it is given back by `Throttle.end`.
        func giveUp() { isGivenUp.store(true, ordering: .relaxed) }
    }

    private struct State {
        var underWay = 0
        var waiting = CircularBuffer<Ticket>()
        /// Before then, no request may begin.
        var next = NIODeadline.uptimeNanoseconds(0)
    }

    /// A request that has left the queue gets no turn.
    private struct GivenUp: Error {}

    private let concurrency: Int
    private let interval: TimeAmount
    private let state = Mutex(State())

    /// Creates a throttle.
    ///
    /// - Parameters:
    ///   - concurrency: The most requests at a time.
    ///   - rate: The most requests a second; nil for any.
    init(concurrency: Int, rate: Int?) {
        self.concurrency = concurrency
        interval = .nanoseconds(rate.map { 1_000_000_000 / Int64($0) } ?? 0)
    }

    /// How many wait for their turn.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Queues up.
    func ticket(on eventLoop: any EventLoop) -> Ticket {
        let ticket = Ticket(on: eventLoop)
        state.withLock { $0.waiting.append(ticket) }
        admit()
        return ticket
    }

    /// Ends a turn.
    func end() {
        state.withLock { $0.underWay -= 1 }
        admit()
    }

    private func admit() {
        while let (ticket, start) = admitted() {
            if start <= .now() {
                ticket.promise.succeed()
            } else {
                ticket.eventLoop.scheduleTask(deadline: start) { ticket.promise.succeed() }
            }
        }
    }

    private func admitted() -> (Ticket, NIODeadline)? {
        state.withLock { state in
            guard state.underWay < concurrency else { return nil }
            while let ticket = state.waiting.popFirst() {
                guard !ticket.isGivenUp.load(ordering: .relaxed) else {
                    ticket.promise.fail(GivenUp())
                    continue
                }
                state.underWay += 1
                let start = max(.now(), state.next)
                state.next = start + interval
                return (ticket, start)
            }
            return nil
        }
    }
}
