import Dispatch
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What a program writes to standard output and standard error, as it comes.
final class ProcessOutput: Sendable {
    /// The descriptor that the program writes to.
    private let input: Mutex<Int32?>
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "process output")
    private let source: Mutex<any DispatchSourceRead>
    private let receive: @Sendable ([UInt8]) -> Void
    private static let chunk = 1 << 14

    /// There are too many open files.
    struct Exhausted: Error {}

    /// Makes a pipe.
    ///
    /// - Parameter receive: Is told what is written.
    /// - Throws: `Exhausted`.
    init(receive: @escaping @Sendable ([UInt8]) -> Void) throws(Exhausted) {
        var ends: [Int32] = [0, 0]
        // The array has room for the two numbers that the system writes.
        guard unsafe pipe(&ends) == 0 else { throw Exhausted() }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        descriptor = ends[0]
        input = Mutex(ends[1])
        self.receive = receive
        source = Mutex(DispatchSource.makeReadSource(fileDescriptor: ends[0], queue: queue))
        source.withLock { source in
            source.setEventHandler { [weak self] in self?.read() }
            source.setCancelHandler { [descriptor] in _ = close(descriptor) }
            source.activate()
        }
    }

    deinit {
        closeInput()
        source.withLock { $0.cancel() }
    }

    /// Lets a program be started that writes to it.
    func withInput<Result>(_ body: (Int32) throws -> Result) rethrows -> Result {
        try input.withLock { try body($0 ?? -1) }
    }

    /// Closes this program's end of what the other writes to.
    func closeInput() {
        input.withLock { descriptor in
            if let open = descriptor { _ = close(open) }
            descriptor = nil
        }
    }

    /// Takes all that was written before the call.
    func drain() {
        queue.sync { read() }
    }

    private func read() {
        while true {
            var end = false
            // The buffer is as large as the count that the system is told, and `count` is what it says it filled.
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
                #if canImport(Darwin)
                    let got = unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
                #else
                    let got = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                #endif
                end = got == 0
                count = max(0, got)
            }
            // At the end the source would be told of it again and again.
            if end { source.withLock { $0.cancel() } }
            guard !bytes.isEmpty else { return }
            receive(bytes)
        }
    }
}
