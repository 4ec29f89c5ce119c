import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// The target and the inputs of `invoke`.
struct InvokeArguments {
    let target: Target
    let inputs: [EventInput]

    /// Sorts out the one list of arguments: a function first, if it is named exactly, then files and directories.
    ///
    /// - Throws: `NoInputError` for what does not exist.
    init(_ arguments: [String]) throws {
        let isFunctionFirst = arguments.first.map(functionNames.contains) ?? false
        target = try Target(isFunctionFirst ? arguments.first : nil, in: catalog)
        let paths = isFunctionFirst ? arguments.dropFirst() : arguments[...]
        inputs = try paths.isEmpty ? [.standardInput] : paths.flatMap { try EventInput.all(at: $0) }
    }
}
