import Dispatch
import LearnHooks
import Synchronization

/// Pieces of a stream, whose events another thread handles.
final class EventsInHand: Sendable {
    let pieces: [JSONSplitter.Piece]
    private let handled: Mutex<HandledEvents?>
    private let isDone = DispatchSemaphore(value: 0)

    init(_ pieces: [JSONSplitter.Piece], by handling: EventHandling, into room: consuming HandledEvents) {
        self.pieces = pieces
        handled = Mutex(room)
        DispatchQueue.global().async { [self] in
            // Taken out for the time of work, so that it is held once and need not be copied.
            if var events = handled.withLock({ $0.take() }) {
                handling.handle(pieces, into: &events)
                handled.withLock { $0 = events }
            }
            isDone.signal()
        }
    }

    /// Waits until they are handled; nil when they were taken before.
    func take() -> HandledEvents? {
        isDone.wait()
        return handled.withLock { $0.take() }
    }
}
