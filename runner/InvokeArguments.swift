import ArgumentParser
import Catalog
import FoundationEssentials
import FunctionRuntime
import LearnHooks
import Receiving

/// The names of every platform and function.
let functionNames = catalog.flatMap { [$0.name] + $0.functionNames }

/// What `invoke` was asked to run on what.
struct InvokeArguments {
    let target: Target
    let inputs: [EventInput]

    /// Sorts out the one list of arguments: a function first, if it is named exactly, then files and directories.
    ///
    /// - Throws: `ExitCode` after it told the person what is wrong.
    init(_ arguments: [String]) throws {
        let isFunctionFirst = arguments.first.map(functionNames.contains) ?? false
        target = try Target(isFunctionFirst ? arguments.first : nil, in: catalog)
        let paths = isFunctionFirst ? arguments.dropFirst() : arguments[...]
        inputs = try paths.isEmpty ? [.standardInput] : paths.flatMap { try EventInput.all(at: $0) }
    }
}

/// Where events are.
enum EventInput {
    case standardInput
    case file(String)

    /// What errors call it.
    var name: String {
        switch self {
        case .standardInput: "<stdin>"
        case .file(let path): path
        }
    }

    /// The inputs of one argument: a directory stands for every `*.json` below it, in byte order.
    static func all(at path: String) throws -> [EventInput] {
        if path == "-" { return [.standardInput] }
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            say(missing(path))
            throw ExitCode.noInput
        }
        guard isDirectory else { return [.file(path)] }
        let directory = path.hasSuffix("/") ? path : path + "/"
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".json") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !names.isEmpty else {
            say("\(path.printable): no *.json below this directory")
            throw ExitCode.noInput
        }
        return names.map { .file(directory + $0) }
    }

    private static func missing(_ path: String) -> String {
        do throws(UnknownTarget) {
            _ = try Target(path, in: catalog)
            return "\(path.printable): no such file; a function comes first, before the files"
        } catch {
            let hint = error.nearest.map { ", and no function of this name: did you mean \($0)?" } ?? ""
            return "\(path.printable): no such file\(hint)"
        }
    }
}

/// Reads what the environment says of the platforms that are served.
func environment(for target: Target) throws -> Configuration {
    do throws(ConfigurationError) {
        return try Configuration(ProcessInfo.processInfo.environment, for: target.platforms)
    } catch {
        say(error.description)
        throw ExitCode.configuration
    }
}
