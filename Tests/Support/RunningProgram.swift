public import Foundation
public import LearnHooks

/// A server that the package builds, running as a process of its own.
public final class RunningProgram: Sendable {
    /// The port that it listens at.
    public let port: Int
    private let process: Process
    private let folder: Folder

    /// The server did not come up, or did not end.
    public struct Failure: Error, CustomStringConvertible {
        /// What happened, with what it said.
        public let description: String
    }

    /// Starts `learnhooks-function` at a free port, and waits until it serves.
    ///
    /// - Throws: `Failure` where it does not.
    public init(_ arguments: [String] = [], environment: [String: String], program: String = "learnhooks-function")
        throws
    {
        folder = try Folder()
        process = Program(program, environment: ["PORT": "0"].merging(environment) { $1 }).process(arguments)
        for name in ["out", "err"] { _ = try folder.write("", to: name) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: folder.url.appending(path: "out"))
        process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: "err"))
        try process.run()
        var port: Int?
        for _ in 0..<1_000 where port == nil && process.isRunning {
            port = Self.port(in: try String(contentsOf: folder.url.appending(path: "err"), encoding: .utf8))
            if port == nil { usleep(10_000) }
        }
        guard let port else {
            process.terminate()
            throw Failure(
                description:
                    "it does not serve: \(try String(contentsOf: folder.url.appending(path: "err"), encoding: .utf8))")
        }
        self.port = port
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The port in a log that says where it serves.
    private static func port(in log: String) -> Int? {
        if let start = log.firstRange(of: "\"http.port\":")?.upperBound {
            return Int(log[start...].prefix { $0.isNumber })
        }
        guard let start = log.firstRange(of: " at http://")?.upperBound else { return nil }
        let authority = log[start...].prefix { $0 != "/" && !$0.isWhitespace }
        return authority.lastIndex(of: ":").flatMap { Int(authority[authority.index(after: $0)...]) }
    }

    /// What it has written to standard error so far; a secret, name or address of the fixtures in it is an error.
    public var log: String {
        get throws {
            let log = try String(contentsOf: folder.url.appending(path: "err"), encoding: .utf8)
            if let leak = Leak(in: log) { throw leak }
            return log
        }
    }

    /// The lines that it has logged so far.
    public var logLines: [JSONNode] {
        get throws {
            try log.split(separator: "\n").map { try JSONDocument(parsing: Array($0.utf8)).root }
        }
    }

    /// What it has written to standard output so far.
    public var output: String {
        get throws { try String(contentsOf: folder.url.appending(path: "out"), encoding: .utf8) }
    }

    /// The most memory that it has held so far, in bytes.
    public var peakMemory: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
            return (Int(line.filter(\.isNumber)) ?? 0) << 10
        }
    }

    /// Its number among processes.
    public var processIdentifier: Int32 { process.processIdentifier }

    /// Whether it is still there.
    public var isRunning: Bool { process.isRunning }

    /// Sends it a signal.
    public func signal(_ number: Int32 = SIGTERM) {
        kill(process.processIdentifier, number)
    }

    /// Asks it to end, and waits until it has.
    ///
    /// - Returns: Its status.
    /// - Throws: `Failure` where it takes longer than ten seconds.
    @discardableResult
    public func stop(_ number: Int32 = SIGTERM) throws -> Int32 {
        signal(number)
        return try wait()
    }

    /// Waits until it has ended.
    ///
    /// - Returns: Its status; that of a signal is negated.
    /// - Throws: `Failure` where it takes longer than ten seconds.
    public func wait() throws -> Int32 {
        for _ in 0..<1_000 where process.isRunning { usleep(10_000) }
        guard !process.isRunning else { throw Failure(description: "it does not end: \(try log)") }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}
