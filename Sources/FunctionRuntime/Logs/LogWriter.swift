import Dispatch
public import LearnHooks
import Logging
import Synchronization

/// Writes lines to standard error: those of one turn of an event loop together, and without waiting for a reader who sleeps.
///
/// What a reader does not take at once waits, 1 MiB of it at most. Lines that find no room are counted, and the count is said
/// behind those that did.
public final class LogWriter: Sendable {
    private struct Lines {
        /// The lines of this turn.
        var collected: [UInt8] = []
        /// The lines that a slow reader has not taken yet.
        var backlog = Backlog.none
    }

    private enum Backlog {
        /// The reader takes what comes.
        case none
        /// A thread waits for the reader; the number is that of lines that did not fit.
        case waiting([UInt8], lost: Int)
    }

    private let lines = Mutex(Lines())
    private let writing = SerialWork()
    private let notice: @Sendable (Int) -> [UInt8]

    /// The most bytes that wait for a reader.
    private static let mostWaiting = 1 << 20
    /// The most bytes that a pipe takes whole, and that it has room for where it has any: POSIX's least PIPE_BUF is smaller,
    /// Linux's is this.
    private static let largestPiece = 4_096

    /// Creates a writer of lines of a format, in which it says how many were lost.
    public init(_ format: LogFormat, clock: @escaping @Sendable () -> Timestamp = SystemClock.now) {
        notice = { lost in
            format.line(
                at: clock(), "warning", "lines were lost: nobody reads them", [("log.lost", .stringConvertible(lost))])
        }
    }

    /// Takes a line, which is written when the turn ends.
    public func collect(_ line: [UInt8]) {
        lines.withLock { $0.collected += line }
    }

    /// Writes a line, behind those that were collected.
    func write(_ line: [UInt8]) {
        collect(line)
        endTurn()
    }

    /// Writes what was collected.
    func endTurn() {
        lines.withLock { lines in
            guard !lines.collected.isEmpty else { return }
            defer { lines.collected.removeAll(keepingCapacity: lines.collected.capacity <= 1 << 16) }
            switch lines.backlog {
            case .none:
                let rest = Self.writeWhatFits(lines.collected)
                guard !rest.isEmpty else { return }
                lines.backlog = .waiting([], lost: 0)
                writing.add { [first = Array(rest)] in self.writeBacklog(from: first) }
            case .waiting(var waiting, let lost):
                lines.backlog = .none
                if waiting.count + lines.collected.count <= Self.mostWaiting {
                    waiting += lines.collected
                    lines.backlog = .waiting(waiting, lost: lost)
                } else {
                    let count = lines.collected.count { $0 == UInt8(ascii: "\n") }
                    lines.backlog = .waiting(waiting, lost: lost + count)
                }
            }
        }
    }

    /// Writes as many whole lines as the reader takes at once.
    ///
    /// - Returns: The others.
    private static func writeWhatFits(_ lines: [UInt8]) -> ArraySlice<UInt8> {
        var rest = lines[...]
        let file = File.standardError
        while !rest.isEmpty {
            let piece = rest.prefix(largestPiece)
            guard let end = piece.lastIndex(of: UInt8(ascii: "\n")), file.takesOutput else { return rest }
            // Nobody reads any more, so the lines are dropped.
            guard (try? file.write(rest[...end])) != nil else { return [] }
            rest = rest[(end + 1)...]
        }
        return rest
    }

    /// Waits for the reader, until nothing is behind.
    private func writeBacklog(from first: [UInt8]) {
        var next = first
        while !next.isEmpty {
            try? File.standardError.write(next[...])
            next = lines.withLock { lines in
                guard case .waiting(let waiting, let lost) = lines.backlog else { return [] }
                let isEnd = waiting.isEmpty && lost == 0
                lines.backlog = isEnd ? .none : .waiting([], lost: 0)
                return lost == 0 ? waiting : waiting + notice(lost)
            }
        }
    }

    /// Waits until what was said is written, a second at most.
    public func finish() {
        endTurn()
        guard lines.withLock({ if case .waiting = $0.backlog { true } else { false } }) else { return }
        let isWritten = DispatchSemaphore(value: 0)
        writing.add { isWritten.signal() }
        _ = isWritten.wait(timeout: .now() + .seconds(1))
    }
}
