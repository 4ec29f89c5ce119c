import Catalog
import FunctionRuntime
import LearnHooks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The project's folder, in which files are made and lists grow by a line.
struct ProjectFolder {
    private let root: String

    /// Takes a folder.
    ///
    /// - Throws: `NoInputError` if it is no folder of the project.
    init(_ root: String) throws {
        self.root = root
        for path in ["Package.swift", "functions/Catalog/Catalog.swift", "events"] where !exists(path) {
            throw NoInputError(
                description: "\(root.printable): expected the project's folder, which has \(path); --project names it")
        }
    }

    /// Returns the text of a file.
    func text(of path: String) throws -> String {
        String(decoding: try readAll(try File(reading: "\(root)/\(path)")), as: UTF8.self)
    }

    /// Returns the modules of the package and of its dependencies, by the words in quotes.
    func modules(in package: String) throws -> [String] {
        let words = package.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        return words.filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// Returns a platform, as far as this program knows it, and the name of its folder, or nil if it has none.
    func platform(named name: String) throws -> (Platform?, title: String)? {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/functions")) ?? []
        guard let title = folders.first(where: { $0.lowercased() == name && exists("functions/\($0)/\($0).swift") })
        else { return nil }
        let platform = catalog.first { $0.name == name }
        return platform == nil && !exists("events/\(name)") ? nil : (platform, title)
    }

    /// Returns the file below a folder that declares a type of a name, or nil if none does.
    func file(declaring name: String, below folder: String) throws -> String? {
        try file(below: folder) { line in
            let words = line.split { !$0.isLetter && !$0.isNumber }.map(String.init)
            return !line.hasPrefix(" ")
                && zip(words, words.dropFirst()).contains {
                    ["struct", "enum", "class", "typealias", "protocol"].contains($0) && $1 == name
                }
        }
    }

    /// Returns the first source file below a folder that has such a line, or nil if there is none.
    func file(below folder: String, with isSuch: (Substring) -> Bool) throws -> String? {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted()
        return try files.lazy.filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }.first {
            try text(of: $0).split(separator: "\n").contains(where: isSuch)
        }
    }

    /// Makes files, adds lines to lists, and says what was done; nothing at all where a file is there already.
    ///
    /// - Throws: `UsageError` if a file has other contents already; `FileError` where one cannot be written.
    func make(_ files: [(path: String, bytes: [UInt8])], _ edits: [Edit]) throws {
        var made: [(path: String, bytes: [UInt8])] = []
        for file in files {
            guard exists(file.path) else {
                made.append(file)
                continue
            }
            guard try readAll(try File(reading: "\(root)/\(file.path)")) == file.bytes else {
                throw UsageError(description: "\(file.path): is there already, and is not overwritten")
            }
        }
        var report: [String] = []
        for file in made {
            let folder = "\(root)/\(file.path.split(separator: "/").dropLast().joined(separator: "/"))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try File.writeWhole(file.bytes, to: "\(root)/\(file.path)", isPrivate: false)
            report.append("made     \(file.path)")
        }
        for edit in edits {
            let line = edit.line.drop { $0 == " " }
            let old = try text(of: edit.path)
            if let new = edit.list.adding(edit.line, to: old) {
                if new != old { try File.writeWhole(Array(new.utf8), to: "\(root)/\(edit.path)", isPrivate: false) }
                report.append("changed  \(edit.path): \(line)")
            } else {
                report.append(
                    "to do    \(edit.path): expected the line \(line) in its list: the place is not clear, so add it")
            }
        }
        try write(Array("\(report.joined(separator: "\n"))\n".utf8))
    }

    /// Returns a line for each decision that a file asks for.
    func decisions(in code: String, of path: String) -> String {
        code.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            line.firstRange(of: "DECIDE: ").map { "  \(path):\(index + 1): \(line[$0.upperBound...])" }
        }.joined(separator: "\n")
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }
}
