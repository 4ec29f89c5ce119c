import FunctionRuntime
import Simulation
import Synchronization

/// The file of the actions that are due: one a line, each once.
final class ExpectedActions: Sendable {
    private struct State: ~Copyable {
        var file: File
        var ids: Set<String> = []
    }

    private let state: Mutex<State>

    /// Makes an empty file for its owner alone.
    ///
    /// - Throws: `FileError` where it cannot be written.
    init(path: String) throws(FileError) {
        // What is no file, such as a pipe, is not replaced by one.
        if !File.isSpecial(path) { try File.writeWhole([], to: path, isPrivate: true) }
        state = Mutex(State(file: try File(appendingPrivatelyTo: path)))
    }

    /// Adds actions that are due.
    ///
    /// - Throws: `FileError` where they cannot be written.
    func add(_ due: [DueAction]) throws(FileError) {
        try state.withLock { state throws(FileError) in
            let lines = due.filter { state.ids.insert($0.id).inserted }.flatMap { Array("\($0.line)\n".utf8) }
            if !lines.isEmpty { try state.file.writeLines(lines[...]) }
        }
    }
}
