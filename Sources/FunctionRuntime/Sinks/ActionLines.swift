public import ActionFormats
import LearnHooks
import NIOCore
import Synchronization

/// Actions as lines of a file: those of one delivery stay together.
public final class ActionLines: Sendable {
    private let file: Mutex<File>
    private let format: ActionFormat
    private let seconds: Int
    /// A slow reader holds up the deliveries that wait for it, and not the event loops.
    private let work = SerialWork()
    private let waiting = Atomic(0)
    /// The most deliveries whose lines wait to be written.
    private static let mostWaiting = 1_024

    /// Creates the lines of a file.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - format: How an action is written.
    ///   - seconds: The most seconds until the lines of one delivery are written.
    public init(_ file: consuming File, format: ActionFormat, seconds: Int) {
        self.file = Mutex(file)
        self.format = format
        self.seconds = seconds
    }

    /// Writes the actions of a delivery at the end.
    ///
    /// - Returns: Why they could not be written, or nil if they were.
    func write(_ actions: [IdentifiedAction], on eventLoop: any EventLoop) -> EventLoopFuture<String?> {
        let lines = actions.flatMap { format.line($0) ?? [] }
        guard !lines.isEmpty else { return eventLoop.makeSucceededFuture(nil) }
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.mostWaiting else {
            waiting.subtract(1, ordering: .relaxed)
            return eventLoop.makeSucceededFuture("too many lines wait for a reader")
        }
        let written = eventLoop.makePromise(of: String?.self)
        work.add {
            defer { self.waiting.subtract(1, ordering: .relaxed) }
            do throws(FileError) {
                try self.file.withLock { file throws(FileError) in try file.writeLines(lines[...]) }
                written.succeed(nil)
            } catch {
                written.succeed(error.description)
            }
        }
        return written.futureResult.withDeadline(seconds, on: eventLoop)
    }
}

extension EventLoopFuture<String?> {
    /// The outcome, or a failure when it has not come by then; it may still come, and the ids make a repeat harmless.
    fileprivate func withDeadline(_ seconds: Int, on eventLoop: any EventLoop) -> EventLoopFuture<String?> {
        let first = eventLoop.makePromise(of: String?.self)
        let timer = eventLoop.scheduleTask(in: .seconds(Int64(seconds))) {
            first.succeed("no reader in time")
        }
        whenSuccess { outcome in
            timer.cancel()
            first.succeed(outcome)
        }
        return first.futureResult
    }
}
