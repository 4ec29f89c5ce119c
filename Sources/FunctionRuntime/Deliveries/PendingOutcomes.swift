import NIOCore
import Synchronization

/// The deliveries that wait until their actions are where they go.
final class PendingOutcomes: Sendable {
    private typealias Promise = EventLoopPromise<Delivered>

    private struct Waiting {
        var last: UInt64 = 0
        var promises: [UInt64: Promise] = [:]
    }

    private let waiting = Mutex(Waiting())

    /// Waits for an outcome, but no longer than until all that wait are cut off.
    func wait(for outcome: EventLoopFuture<Delivered>) -> EventLoopFuture<Delivered> {
        let promise = outcome.eventLoop.makePromise(of: Delivered.self)
        let number = waiting.withLock { waiting in
            waiting.last += 1
            waiting.promises[waiting.last] = promise
            return waiting.last
        }
        outcome.whenComplete { result in
            // A delivery that was cut off has an outcome already.
            self.waiting.withLock { $0.promises.removeValue(forKey: number) }?.completeWith(result)
        }
        return promise.futureResult
    }

    /// Ends the wait of all: whether the actions arrive is not known, and their ids make a repeat harmless.
    func cutOff() {
        let promises = waiting.withLock { waiting in
            defer { waiting.promises = [:] }
            return waiting.promises.values
        }
        for promise in promises {
            promise.succeed(Delivered(problem: "the function stopped before it knew that they were taken"))
        }
    }
}
