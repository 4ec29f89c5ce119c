import Dispatch

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The signals that ask a program to end: SIGTERM from whoever runs containers, SIGINT from a keyboard.
public enum ShutdownSignals: Sendable {
    /// Waits for the first of them, or for the task to be cancelled.
    public static func wait() async {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGTERM, SIGINT].map { number in
            // The source sees a signal only where its default does not end the process first; as process 1, where there is
            // no default, a signal without a handler would not come at all.
            _ = signal(number) { _ in }
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        for await _ in signals { break }
        for source in sources { source.cancel() }
    }
}
