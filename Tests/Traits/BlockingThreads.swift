import Dispatch
import Foundation
import Synchronization

/// Threads for what blocks them, taken in the order in which it comes.
final class BlockingThreads: TaskExecutor {
    /// As many as may wait at once without what they wait for being short of time.
    static let shared = BlockingThreads(8)

    private let jobs = Mutex<[UnownedJob]>([])
    private let waiting = DispatchSemaphore(value: 0)

    private init(_ count: Int) {
        for _ in 0..<count { Thread.detachNewThread { [self] in while true { run() } } }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        waiting.signal()
    }

    /// Runs the next job, once there is one.
    private func run() {
        waiting.wait()
        let job = jobs.withLock { $0.removeFirst() }
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
}
