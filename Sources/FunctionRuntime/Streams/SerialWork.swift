import NIOCore
import NIOPosix
import Synchronization

/// Work that may block, done in order on its own thread, which starts with the first piece of work.
///
/// It is not a queue of libdispatch, whose threads read `/proc`, and end the process in an image without it.
final class SerialWork: Sendable {
    private typealias Work = @Sendable () -> Void

    /// What waits behind the work that is being done; nil while none is.
    private let waiting = Mutex<CircularBuffer<Work>?>(nil)
    private let threads = NIOThreadPool(numberOfThreads: 1)

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// Does something after what was added before.
    func add(_ work: @escaping @Sendable () -> Void) {
        let isFirst = waiting.withLock { waiting in
            guard waiting == nil else {
                waiting?.append(work)
                return false
            }
            waiting = []
            return true
        }
        guard isFirst else { return }
        threads.start()
        threads.submit { _ in
            var next: Work? = work
            while let work = next {
                work()
                next = self.takeNext()
            }
        }
    }

    private func takeNext() -> Work? {
        waiting.withLock { waiting in
            let next = waiting?.popFirst()
            if next == nil { waiting = nil }
            return next
        }
    }
}
