import FunctionRuntime
import LearnHooks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The program cannot be run.
public struct ProgramError: Error, CustomStringConvertible {
    /// Which program, and why not.
    public let description: String

    init(_ name: String, _ problem: String) {
        description = "\(name.printable): \(problem)"
    }

    /// Takes one of the system's numbers for errors.
    init(_ name: String, code: Int32) {
        self.init(name, FileError.words(for: code))
    }
}

/// The file of a program, which is looked at and not run.
enum ProgramFile {
    /// Checks whether a program can be run.
    ///
    /// - Parameters:
    ///   - name: A path, or a name that is looked up as a shell does.
    ///   - path: The folders to look it up in, between colons, or nil for those that the system has programs in.
    /// - Throws: `ProgramError` if it cannot.
    static func check(_ name: String, path: String?) throws(ProgramError) {
        guard !name.isEmpty, !name.contains("/") else { return try checkFile(name, of: name) }
        var error = ProgramError(name, code: ENOENT)
        for folder in (path ?? "/bin:/usr/bin").split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = folder.isEmpty ? "./\(name)" : "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: candidate) else { continue }
            do throws(ProgramError) {
                return try checkFile(candidate, of: name)
            } catch let failure {
                // Another may stand in a later folder.
                error = failure
            }
        }
        throw error
    }

    private static func checkFile(_ path: String, of name: String) throws(ProgramError) {
        guard isExecutable(path) else { throw ProgramError(name, code: errno) }
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType
        guard type == .typeRegular else { throw ProgramError(name, "expected a program, found no regular file") }
        // A program that may not be read may still be run.
        guard let head = try? File(reading: path).readToEnd(limit: 256) else { return }
        guard head.starts(with: Array("#!".utf8)) else {
            #if !canImport(Darwin)
                // What Lambda's machines run is this or a script.
                guard head.starts(with: Array("\u{7F}ELF".utf8)) else { throw ProgramError(name, code: ENOEXEC) }
            #endif
            return
        }
        let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        let words = String(decoding: line, as: UTF8.self).split { " \t\r".contains($0) }
        let interpreter = words.first.map(String.init) ?? ""
        guard isExecutable(interpreter) else {
            throw ProgramError(name, "its interpreter \(interpreter.printable): \(FileError.words(for: errno))")
        }
    }
}

/// Whether this process may execute a file; if not, errno says why.
private func isExecutable(_ path: String) -> Bool {
    // The system copies the path before the call returns.
    unsafe access(path, X_OK) == 0
}
