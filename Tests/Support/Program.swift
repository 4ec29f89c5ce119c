public import Foundation

/// A program that the package builds, run as a process of its own.
public struct Program: Sendable {
    /// What a run ended with.
    public struct Outcome: Sendable {
        /// The exit status, or the number of the signal that ended it, negated.
        public let status: Int32
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let errors: String
    }

    private let name: String
    private let environment: [String: String]

    /// Names a program beside the tests' own.
    public init(_ name: String, environment: [String: String] = [:]) {
        self.name = name
        self.environment = environment
    }

    /// Where the programs are built.
    private static var buildDirectory: URL { Bundle.main.bundleURL }

    /// Returns a process that is ready to run.
    public func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = name.hasPrefix("/") ? URL(filePath: name) : Self.buildDirectory.appending(path: name)
        process.arguments = arguments
        process.currentDirectoryURL = Project.root
        // What the machine sets must not change what a test sees.
        process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
            .merging(environment) { $1 }
        return process
    }

    /// Runs it to its end.
    ///
    /// - Throws: What Foundation throws where it cannot be started.
    public func run(_ arguments: String..., input: some Sequence<UInt8> = []) throws -> Outcome {
        try run(arguments, input: Data(input))
    }

    /// Runs it to its end.
    ///
    /// - Throws: What Foundation throws where it cannot be started.
    public func run(_ arguments: [String], input: Data) throws -> Outcome {
        let folder = try Folder()
        let files = try ["in", "out", "err"].map { name in
            try (name == "in" ? input : Data()).write(to: folder.url.appending(path: name))
            return folder.url.appending(path: name)
        }
        let process = process(arguments)
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        let errors = try String(contentsOf: files[2], encoding: .utf8)
        if let leak = Leak(in: errors) { throw leak }
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOf: files[1], encoding: .utf8),
            errors: errors)
    }
}

/// A folder for one test, which goes with it.
public final class Folder: Sendable {
    /// Where it is.
    public let url: URL

    /// Makes an empty folder.
    ///
    /// - Parameter parent: In which folder, where there is such a one; else where temporary ones are.
    /// - Throws: What Foundation throws where none can be made.
    public init(in parent: String? = nil) throws {
        let isThere = parent.map { FileManager.default.fileExists(atPath: $0) } ?? false
        let parent = isThere ? parent.map { URL(filePath: $0) } : nil
        url = (parent ?? FileManager.default.temporaryDirectory).appending(path: "learnhooks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// Returns the path of a file in it.
    public func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes a file in it, and returns its path.
    ///
    /// - Throws: What Foundation throws where it cannot be written.
    public func write(_ text: String, to name: String) throws -> String {
        try text.write(to: url.appending(path: name), atomically: false, encoding: .utf8)
        return path(name)
    }
}

extension Folder {
    /// The names of the files in it, in byte order.
    public func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.path)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Who may read and write a file in it.
    public func permissions(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }
}
