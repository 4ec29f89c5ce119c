import ActionFormats
import LearnHooks
import Synchronization

/// Actions as lines of a file: those of one delivery together, whoever else writes.
public final class ActionLines: Sendable {
    private let file: Mutex<File>

    /// Creates the lines of a file.
    public init(_ file: consuming File) {
        self.file = Mutex(file)
    }

    /// Writes the actions of a delivery at the end.
    ///
    /// - Throws: `FileError` when they cannot be written.
    func write(_ actions: [IdentifiedAction]) throws(FileError) {
        guard !actions.isEmpty else { return }
        let lines = actions.flatMap { ActionFormat.cloudevents.line($0) }
        try file.withLock { file throws(FileError) in try file.write(lines[...]) }
    }
}
