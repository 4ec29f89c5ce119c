import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where events are.
enum EventInput {
    case standardInput
    case file(String)

    /// The input of a path; `-` is standard input.
    init(_ path: String) {
        self = path == "-" ? .standardInput : .file(path)
    }

    /// Opens it, and tells a person at a terminal that the program waits for input.
    func open() throws(FileError) -> File {
        switch self {
        case .file(let path): return try File(reading: path)
        case .standardInput:
            if File.standardInput.isTerminal {
                say("reading events from the terminal: paste JSON, end it with control-D (or name a file)")
            }
            return .standardInput
        }
    }

    /// The inputs of one argument: a directory stands for every file `*.json` below it, in byte order.
    static func all(at path: String) throws -> [EventInput] {
        if path == "-" { return [.standardInput] }
        guard FileManager.default.fileExists(atPath: path) else { throw NoInputError(description: missing(path)) }
        guard isDirectory(path) else { return [.file(path)] }
        let directory = path.hasSuffix("/") ? path : path + "/"
        // With the slash, a link to a directory is the directory.
        guard let entries = try? FileManager.default.subpathsOfDirectory(atPath: directory) else {
            throw NoInputError(description: "\(path.printable): this directory, or one below it, cannot be read")
        }
        // Reading a pipe could block, and a device has no end.
        let names = entries.filter { $0.hasSuffix(".json") && !File.isSpecial(directory + $0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !names.isEmpty else {
            throw NoInputError(description: "\(path.printable): no *.json below this directory")
        }
        return names.map { .file(directory + $0) }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
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
