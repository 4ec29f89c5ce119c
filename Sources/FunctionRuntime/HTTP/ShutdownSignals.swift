#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The signals that ask a program to end: SIGTERM from whoever runs containers, SIGINT from a
/// keyboard, SIGHUP from a terminal that is closed.
///
/// They are held back from all threads and taken by the main one, so that one which comes early is not lost, neither to the
/// default that ends a process at once nor, for process 1, to there being no default. A second one ends the process.
public struct ShutdownSignals: Sendable {
    private let first: AsyncStream<Int32>

    /// Runs a task that ends when it is told to, and ends the program with the status that the task ends with.
    ///
    /// Call it on the main thread, before there are others.
    public static func run(_ task: @escaping @Sendable (ShutdownSignals) async -> Int32) -> Never {
        var signals = signals
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let (first, continuation) = AsyncStream.makeStream(of: Int32.self)
        Task { exit(await task(ShutdownSignals(first: first))) }
        var number: Int32 = 0
        unsafe sigwait(&signals, &number)
        continuation.yield(number)
        unsafe sigwait(&signals, &number)
        exit(128 + number)
    }

    /// Lets the signals end the program as they end any other, though whoever started it held them back.
    static func release() {
        var signals = signals
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        // The set is the system's own structure, which these calls fill in, and read before they return.
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGHUP)
        return signals
    }

    /// Waits for the first of them.
    ///
    /// - Returns: Its number; nil where the task was cancelled.
    @discardableResult
    public func wait() async -> Int32? {
        for await number in first { return number }
        return nil
    }
}
