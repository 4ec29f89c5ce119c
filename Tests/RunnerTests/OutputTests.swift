import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// Outputs that cannot be written: the built programs report it, with a status and a line.
@Suite(.blocking) struct OutputTests {
    private static let ping = #"{"id":"1","type":"PING","data":{}}"#

    /// What prints something: a program, and its arguments as a shell reads them.
    private static let commands = [
        "learnhooks invoke events/knolyx", "learnhooks list", "learnhooks list --json", "learnhooks schema",
        "learnhooks sign knolyx events/knolyx/PING.json",
        "learnhooks sign --curl http://a knolyx events/knolyx/PING.json",
        "learnhooks explain --now 1627575300 events/deliveries/instruqt.json", "learnhooks manifest --for compose",
        "learnhooks manifest --for knative", "learnhooks manifest --for lambda", "learnhooks --help",
        "learnhooks --version", "learnhooks help serve", "learnhooks --generate-completion-script bash",
        "learnhooks-function --help", "learnhooks-function --stdin < events/knolyx/PING.json",
        "ACTIONS_TO=stdout KNOLYX_SECRETS=\(Fixtures.knolyx) learnhooks-function",
        "ACTIONS_TO=stdout learnhooks serve --port 0",
    ]

    /// Runs a line of a shell with the programs at hand; its standard error is a pipe, which no limit of files concerns.
    private func shell(_ line: String, _ arguments: String...) throws -> (status: Int32, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line, "sh"] + arguments
        process.currentDirectoryURL = Project.root
        let binaries = Program("learnhooks").process([]).executableURL?.deletingLastPathComponent().path ?? ""
        process.environment = ["PATH": "\(binaries):/usr/bin:/bin", "PORT": "0"]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let errors = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let status = process.terminationStatus
        return (process.terminationReason == .exit ? status : -status, errors)
    }

    @Test(arguments: commands) func aClosedOutputIsNoticed(command: String) throws {
        let outcome = try shell("\(command) >&-")
        #expect(outcome.status == 74)
        #expect(outcome.errors.hasSuffix(": <stdout>: closed by whoever started the program\n"), "\(outcome.errors)")
    }

    @Test(arguments: commands.filter { !$0.contains("ACTIONS_TO") }) func aFullOutputIsNoticed(command: String) throws {
        let full = try shell("\(command) > /dev/full")
        #expect(full.status == 74)
        #expect(full.errors.hasSuffix(": <stdout>: No space left on device\n"), "\(full.errors)")
        // A limit of a file's size ends a program by a signal, unless it says that it looks after that itself.
        let folder = try Folder()
        let limited = try shell(#"ulimit -f 0; \#(command) > "$1""#, folder.path("out"))
        #expect(limited.status == 74)
        #expect(limited.errors.hasSuffix(": <stdout>: File too large\n"), "\(limited.errors)")
    }

    @Test(arguments: [
        "learnhooks invoke", "learnhooks sign knolyx", "learnhooks explain", "learnhooks-function --stdin",
    ])
    func aClosedInputIsNoticed(command: String) throws {
        let outcome = try shell("\(command) <&-")
        #expect(outcome.status == 66)
        #expect(outcome.errors.hasSuffix(": <stdin>: closed by whoever started the program\n"), "\(outcome.errors)")
    }

    @Test func anImageThatCannotBeWrittenIsNoticed() throws {
        let folder = try Folder()
        // A program for Linux as far as its header goes.
        var program = [UInt8](repeating: 0, count: 64)
        program.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
        (program[16], program[18], program[24], program[32], program[54]) = (2, 62, 1, 64, 56)
        try Data(program).write(to: folder.url.appending(path: "program"))
        let outcome = try shell(
            #"ulimit -f 0; learnhooks package --binary "$1/program" --output "$1""#, folder.url.path)
        #expect(outcome.status == 74)
        #expect(outcome.errors.hasSuffix(": File too large\n"), "\(outcome.errors)")
        #expect(try folder.files() == ["program"])
    }

    @Test func whatIsWrittenToAFullDiskIsAskedForAgain() throws {
        let server = try RunningProgram(
            ["serve", "--port", "0", "--unsigned", "knolyx", "--actions", "/dev/full", "knolyx"], environment: [:],
            program: "learnhooks")
        var client = try HTTPClient(port: server.port)
        let delivery = Delivery(method: "PUT", path: "/knolyx", headers: [], body: Array(Self.ping.utf8))
        #expect(try client.send(delivery).status == 503)
        #expect(try server.log.contains("No space left on device"))
    }
}
