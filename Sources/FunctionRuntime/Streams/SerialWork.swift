import NIOPosix
import Synchronization

/// Work that may wait for others, done in its order on a thread of its own, which begins with the first of it.
///
/// Not a queue of libdispatch's: the threads of those look at `/proc`, and end the process where an image is run without it.
final class SerialWork: Sendable {
    private enum State {
        case idle
        case working([@Sendable () -> Void])
    }

    private let state = Mutex(State.idle)
    private let threads = NIOThreadPool(numberOfThreads: 1)

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// Does something behind what was added before.
    func add(_ work: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state in
            guard case .working(let others) = state else {
                state = .working([])
                return true
            }
            state = .working(others + [work])
            return false
        }
        guard isFirst else { return }
        threads.start()
        threads.submit { _ in
            var next: (@Sendable () -> Void)? = work
            while let work = next {
                work()
                next = self.takeNext()
            }
        }
    }

    private func takeNext() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard case .working(var others) = state, !others.isEmpty else {
                state = .idle
                return nil
            }
            let next = others.removeFirst()
            state = .working(others)
            return next
        }
    }
}
