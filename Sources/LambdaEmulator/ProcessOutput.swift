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
    /// The descriptor that is read from; nil once that is over.
    private let output: Mutex<Int32?>
    private let queue = DispatchQueue(label: "process output")
    private let source: Mutex<any DispatchSourceRead>
    private let receive: @Sendable ([UInt8]) -> Void
    private static let chunk = 1 << 14
    /// What a pipe holds, unless somebody has changed that.
    private static let capacity = 1 << 16

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
        let descriptor = ends[0]
        output = Mutex(descriptor)
        input = Mutex(ends[1])
        self.receive = receive
        source = Mutex(DispatchSource.makeReadSource(fileDescriptor: ends[0], queue: queue))
        source.withLock { source in
            source.setEventHandler { [weak self] in _ = self?.read() }
            source.setCancelHandler { closeFile(descriptor) }
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
            if let open = descriptor { closeFile(open) }
            descriptor = nil
        }
    }

    /// Takes what was written before the call, as far as a pipe can hold it.
    func drain() {
        queue.sync {
            var rest = Self.capacity
            while rest > 0, case let count = read(), count > 0 { rest -= count }
        }
    }

    /// Takes what was written, and closes the pipe: later writes fail.
    func close() {
        drain()
        queue.sync { end() }
    }

    /// Reads once, on the queue.
    ///
    /// - Returns: How many bytes there were.
    private func read() -> Int {
        guard let descriptor = output.withLock({ $0 }) else { return 0 }
        var isEnd = false
        // The buffer is as large as the count that the system is told, and `count` is what it says it filled.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
            #if canImport(Darwin)
                let got = unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #else
                let got = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            isEnd = got == 0
            count = max(0, got)
        }
        if isEnd { end() }
        if !bytes.isEmpty { receive(bytes) }
        return bytes.count
    }

    /// Lets go of the descriptor, whose number may then be another file's.
    private func end() {
        output.withLock { $0 = nil }
        source.withLock { $0.cancel() }
    }
}

/// Closes a descriptor: the system's call, which a method of the class hides.
private func closeFile(_ descriptor: Int32) {
    _ = close(descriptor)
}
