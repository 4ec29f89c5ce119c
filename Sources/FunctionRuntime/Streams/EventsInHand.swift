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
            // It is taken out during the work, so that it has one owner and is not copied.
            if var events = handled.withLock({ $0.take() }) {
                handling.handle(pieces, into: &events)
                handled.withLock { $0 = events }
            }
            isDone.signal()
        }
    }

    /// Waits until they are handled; nil if they were taken before.
    func take() -> HandledEvents? {
        isDone.wait()
        return handled.withLock { $0.take() }
    }
}
