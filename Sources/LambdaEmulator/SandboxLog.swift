import Synchronization

/// What a process and its emulator say, line by line; the end of it belongs to the call that runs.
final class SandboxLog: Sendable {
    private struct State {
        /// A line that has no end yet.
        var rest: [UInt8] = []
        var tail: [UInt8] = []
    }

    private let state = Mutex(State())
    private let write: @Sendable ([UInt8]) -> Void

    /// The most bytes that a caller gets.
    ///
    /// Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, LogResult.
    private static let tailLength = 4 << 10
    /// The most bytes of a line that are waited for.
    private static let longestLine = 64 << 10

    /// Creates a log.
    ///
    /// - Parameter write: Takes whole lines.
    init(write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    /// Begins a call.
    func begin() {
        state.withLock { $0.tail = [] }
    }

    /// Takes what the process wrote.
    func append(_ bytes: [UInt8]) {
        state.withLock { state in
            keep(bytes, &state)
            state.rest += bytes
            guard let end = state.rest.lastIndex(of: UInt8(ascii: "\n")) else {
                if state.rest.count > Self.longestLine { flush(&state) }
                return
            }
            write(Array(state.rest[...end]))
            state.rest.removeFirst(end + 1)
        }
    }

    /// Writes a line of the emulator's own, behind whatever the process has begun.
    func say(_ line: String) {
        state.withLock { state in
            flush(&state)
            keep(Array("\(line)\n".utf8), &state)
            write(Array("\(line)\n".utf8))
        }
    }

    /// The end of what was said since the call began.
    var tail: [UInt8] { state.withLock { $0.tail.suffix(Self.tailLength) } }

    private func flush(_ state: inout State) {
        guard !state.rest.isEmpty else { return }
        write(state.rest + [UInt8(ascii: "\n")])
        state.rest = []
    }

    private func keep(_ bytes: [UInt8], _ state: inout State) {
        state.tail += bytes
        if state.tail.count > 2 * Self.tailLength { state.tail = state.tail.suffix(Self.tailLength) }
    }
}
