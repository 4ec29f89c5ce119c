public import ActionFormats
import Dispatch
import LearnHooks
import NIOCore
import Synchronization

/// Actions as lines of a file: those of one delivery together, whoever else writes.
public final class ActionLines: Sendable {
    private let file: Mutex<File>
    private let format: ActionFormat
    /// A reader who is slow holds up whoever waits for him, and not the event loops.
    private let queue = DispatchQueue(label: "learnhooks.lines")

    /// Creates the lines of a file.
    public init(_ file: consuming File, format: ActionFormat) {
        self.file = Mutex(file)
        self.format = format
    }

    /// Writes the actions of a delivery at the end.
    func write(_ actions: [IdentifiedAction], on eventLoop: any EventLoop) -> EventLoopFuture<Outlet.Outcome> {
        let lines = actions.flatMap { format.line($0) ?? [] }
        let promise = eventLoop.makePromise(of: Outlet.Outcome.self)
        queue.async {
            do throws(FileError) {
                try self.file.withLock { file throws(FileError) in try file.write(lines[...]) }
                promise.succeed(.taken)
            } catch {
                promise.succeed(.failed(error.description))
            }
        }
        return promise.futureResult
    }
}
