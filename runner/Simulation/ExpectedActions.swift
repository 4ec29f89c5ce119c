import FunctionRuntime
import Simulation
import Synchronization

/// The file of the actions that are due: one a line, no line twice.
final class ExpectedActions: Sendable {
    private struct State: ~Copyable {
        var file: File
        /// What stands in it.
        ///
        /// A list of Falkor's repeats an id with changed details: both are due.
        var written: Set<DueAction> = []
    }

    private let state: Mutex<State>

    /// Makes an empty file for its owner alone.
    ///
    /// - Throws: `FileError` if it cannot be written.
    init(path: String) throws(FileError) {
        // A pipe or a device is not replaced by a file.
        if !File.isSpecial(path) { try File.writeWhole([], to: path, isPrivate: true) }
        state = Mutex(State(file: try File(appendingPrivatelyTo: path)))
    }

    /// Adds actions that are due.
    ///
    /// - Throws: `FileError` if they cannot be written.
    func add(_ due: [DueAction]) throws(FileError) {
        try state.withLock { state throws(FileError) in
            let lines = due.filter { state.written.insert($0).inserted }.flatMap { Array("\($0.line)\n".utf8) }
            if !lines.isEmpty { try state.file.writeLines(lines[...]) }
        }
    }
}
