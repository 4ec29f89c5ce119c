import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// Lines that a full disk or a killed writer has left without an end: the next line is still whole.
@Suite(.blocking) struct TornLineTests {
    private let ping = #"{"id":"1","type":"PING","data":{}}"#
    private let torn = #"{"specversion":"1.0","id":"torn"#

    private func deliver(to server: RunningProgram) throws -> Int {
        var client = try HTTPClient(port: server.port)
        return try client.send(
            Fixtures.delivery(Array(ping.utf8), from: #require(catalog.first { $0.name == "knolyx" }))
        )
        .status
    }

    private func isWhole(_ line: some StringProtocol) -> Bool {
        (try? JSONDocument(parsing: Array(line.utf8))) != nil
    }

    /// The lines of a file, each of which but the first is whole.
    private func lines(of path: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [Substring] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasSuffix("\n"), sourceLocation: sourceLocation)
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.dropFirst().allSatisfy(isWhole), "\(text)", sourceLocation: sourceLocation)
        return lines
    }

    @Test(arguments: ["", "whole\n"]) func whatEndsWithItsLineGetsNoOther(beginning: String) throws {
        let folder = try Folder()
        let file = try folder.write(beginning, to: "a")
        let server = try RunningProgram(
            ["serve", "--port", "0", "--actions", file, "knolyx"], environment: Fixtures.environment,
            program: "learnhooks")
        for _ in 0..<2 { #expect(try deliver(to: server) == 200) }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.hasPrefix(beginning + #"{"specversion""#))
        #expect(!text.contains("\n\n"))
    }

    @Test func serveBeginsALineOfItsOwn() throws {
        let folder = try Folder()
        let file = try folder.write(torn, to: "a")
        let server = try RunningProgram(
            ["serve", "--port", "0", "--actions", file, "knolyx"], environment: Fixtures.environment,
            program: "learnhooks")
        #expect(try deliver(to: server) == 200)
        #expect(try lines(of: file).count == 2)
        // Another writer may be killed, too, while this one runs.
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(torn.utf8))
        #expect(try deliver(to: server) == 200)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.split(separator: "\n").map(isWhole) == [false, true, false, true])
    }

    /// A file that was opened only for writing, as by a shell, is still read.
    @Test(arguments: [">>", ">"]) func theFunctionBeginsALineOfItsOwn(redirection: String) throws {
        let folder = try Folder()
        let file = try folder.write(redirection == ">>" ? torn : "", to: "a")
        let function = try #require(Program("learnhooks-function").process([]).executableURL?.path)
        // With one > the shell itself writes what is torn, and leaves the place behind it to the function.
        let printed = redirection == ">" ? torn : ""
        let server = try RunningProgram(
            ["-c", #"{ printf %s "$2"; exec "$0"; } \#(redirection) "$1""#, function, file, printed],
            environment: Fixtures.environment.merging(["ACTIONS_TO": "stdout"]) { $1 }, program: "/bin/sh")
        for _ in 0..<2 { #expect(try deliver(to: server) == 200) }
        let lines = try lines(of: file)
        #expect(lines.first == torn[...])
        #expect(lines.count == 3)
    }

    @Test(arguments: [[], ["--format", "xapi", "--batch", "2"], ["--format", "text"]]) func invokeBeginsALineOfItsOwn(
        options: [String]
    ) throws {
        let folder = try Folder()
        let file = try folder.write(torn, to: "a")
        let process = Program("learnhooks").process(["invoke"] + options + ["events/konstantly"])
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.seekToEnd()
        process.standardOutput = handle
        try process.run()
        process.waitUntilExit()
        let expected = try Program("learnhooks").run(["invoke"] + options + ["events/konstantly"], input: Data()).output
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "\(torn)\n\(expected)")
    }

    @Test func deadLettersBeginALineOfTheirOwn() throws {
        let folder = try Folder()
        let dead = try folder.write(torn, to: "dead")
        _ = try folder.write(torn, to: "dead.reasons.jsonl")
        let refused = "{\"id\":1,\n \"type\":\"COURSE_STARTED\"}"
        for _ in 0..<2 {
            let outcome = try Program("learnhooks").run("invoke", "--dead-letters", dead, input: refused.utf8)
            #expect(outcome.status == 1)
        }
        #expect(try String(contentsOfFile: dead, encoding: .utf8) == "\(torn)\n\(refused)\n\(refused)\n")
        #expect(try lines(of: folder.path("dead.reasons.jsonl")).count == 3)
        // What was torn costs itself alone when they are run again.
        let again = try Program("learnhooks").run("invoke", dead)
        #expect(again.errors.split(separator: "\n").count == 3)
    }

    /// A limit stands for a full disk; it is lifted while the function runs.
    @Test func whatAFailedWriteLeftIsEndedByTheNext() throws {
        #if os(Linux)
            let folder = try Folder()
            let (file, whole) = (try folder.write("", to: "a"), try folder.write("", to: "b"))
            let function = try #require(Program("learnhooks-function").process([]).executableURL?.path)
            func serve(_ file: String) throws -> RunningProgram {
                try RunningProgram(
                    ["-c", #"exec "$0" >> "$1""#, function, file],
                    environment: Fixtures.environment.merging(["ACTIONS_TO": "stdout"]) { $1 }, program: "/bin/sh")
            }
            #expect(try deliver(to: serve(whole)) == 200)
            let line = try String(contentsOfFile: whole, encoding: .utf8)
            let server = try serve(file)
            func limit(_ bytes: String) throws {
                let outcome = try Program("/usr/bin/prlimit").run(
                    "--pid", "\(server.processIdentifier)", "--fsize=\(bytes):")
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
            try limit("\(line.utf8.count + 20)")
            #expect(try deliver(to: server) == 200)
            #expect(try deliver(to: server) == 503)
            try limit("1000000")
            #expect(try deliver(to: server) == 200)
            #expect(try String(contentsOfFile: file, encoding: .utf8) == line + line.prefix(20) + "\n" + line)
        #endif
    }

    @Test func aLogBeginsALineOfItsOwn() throws {
        let folder = try Folder()
        let log = try folder.write(torn, to: "log")
        let process = Program("/bin/sh", environment: Fixtures.environment.merging(["PORT": "x"]) { $1 })
            .process([
                "-c", #""$0" 2>> "$1""#, Program("learnhooks-function").process([]).executableURL?.path ?? "", log,
            ])
        try process.run()
        process.waitUntilExit()
        #expect(try String(contentsOfFile: log, encoding: .utf8).hasPrefix("\(torn)\nlearnhooks-function: PORT"))
    }
}
