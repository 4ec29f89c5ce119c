import Foundation
import LearnHooks
import Support
import Testing
import Traits

@Suite(.blocking) struct DeadLetterTests {
    private let learnhooks = Program("learnhooks")
    private let ping = #"{"id":"1","type":"PING","data":{}}"#

    private func reasons(_ folder: Folder) throws -> [JSONValue] {
        try String(contentsOfFile: folder.path("dead.reasons.jsonl"), encoding: .utf8).split(separator: "\n")
            .map { try JSONDocument(parsing: Array($0.utf8)).root.value }
    }

    @Test func keepsRefusedInputsAndTheirReasons() throws {
        let folder = try Folder()
        let large = #"{"id":"\#(String(repeating: "x", count: 500))"}"#
        let broken = "{\"id\":\n"
        let wrong = #"{"id":1,"type":"COURSE_STARTED"}"#
        let outcome = try learnhooks.run(
            "invoke", "--max-event", "300", "--dead-letters", folder.path("dead"),
            input: "\(ping)\n\(broken)\(wrong)\n\(large)\n[\(wrong),\(ping)]\n".utf8)
        #expect(outcome.status == 1)
        #expect(outcome.output.split(separator: "\n").count == 2)
        #expect(
            try String(contentsOfFile: folder.path("dead"), encoding: .utf8)
                == "\(broken)\n\(wrong)\n\(large)\n\(wrong)\n")
        let reasons = try reasons(folder)
        #expect(reasons.map { $0["line"] } == [2, 3, 4, 5])
        #expect(reasons.map { $0["input"] } == Array(repeating: "<stdin>", count: 4))
        #expect(
            reasons.map { $0["length"] } == [broken, wrong, large, wrong].map { .number(JSONNumber($0.utf8.count)) })
        #expect(reasons[1]["platform"] == "knolyx")
        #expect(reasons[1]["type"] == "COURSE_STARTED")
        #expect(reasons[1]["path"] == "data")
        #expect(reasons[1]["problem"] == "expected an object, found nothing")
    }

    @Test func noOneElseMayReadThem() throws {
        let folder = try Folder()
        _ = try folder.write("", to: "dead")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path("dead"))
        _ = try learnhooks.run("invoke", "--dead-letters", folder.path("dead"), input: "{}".utf8)
        for name in ["dead", "dead.reasons.jsonl"] {
            let mode = try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
    }

    @Test func whatWasMendedRunsAgain() throws {
        let folder = try Folder()
        _ = try learnhooks.run(
            "invoke", "--dead-letters", folder.path("dead"), input: "{\"id\":\"1\",\"type\":\"PING\",}\n{}\n".utf8)
        let mended = try String(contentsOfFile: folder.path("dead"), encoding: .utf8)
            .replacing(",}", with: "}").replacing("{}", with: ping)
        let outcome = try learnhooks.run("invoke", try folder.write(mended, to: "mended"))
        #expect(outcome.status == 0)
        #expect(outcome.output.split(separator: "\n").count == 2)
    }

    @Test func aFileThatCannotBeWrittenIsAnError() throws {
        let outcome = try learnhooks.run("invoke", "--dead-letters", "/no/such/folder/dead", input: ping.utf8)
        #expect(outcome.status == 74)
        #expect(outcome.errors == "learnhooks: /no/such/folder/dead: No such file or directory\n")
    }

    @Test func theyAreNotTheirOwnInput() throws {
        let folder = try Folder()
        let file = try folder.write("{}\n", to: "dead.json")
        let sameByAnotherPath = folder.url.appending(path: "../\(folder.url.lastPathComponent)/dead.json").path
        for input in [file, folder.url.path, sameByAnotherPath] {
            let outcome = try learnhooks.run("invoke", "--dead-letters", file, input)
            #expect(outcome.status == 64)
            #expect(outcome.errors == "learnhooks: --dead-letters: expected a file that is not one of the inputs\n")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "{}\n")
        }
    }

    @Test func failFastKeepsTheLastInputWhole() throws {
        let folder = try Folder()
        let large = #"{"id":tru,"x":"\#(String(repeating: "x", count: 200_000))"}"#
        let outcome = try learnhooks.run(
            "invoke", "--fail-fast", "--dead-letters", folder.path("dead"), input: "\(large)\n{}\n".utf8)
        #expect(outcome.status == 1)
        #expect(try String(contentsOfFile: folder.path("dead"), encoding: .utf8) == "\(large)\n")
        #expect(try reasons(folder).count == 1)
    }

    @Test func aClosedStandardOutputIsNotTheDeadLetters() throws {
        let folder = try Folder()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let program = try #require(learnhooks.process([]).executableURL?.path)
        process.arguments = [
            "-c", #"printf '%s\n{}\n' "$1" | "$0" invoke --dead-letters "$2" >&- 2>&-"#, program, ping,
            folder.path("dead"),
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
        #expect(try String(contentsOfFile: folder.path("dead"), encoding: .utf8) == "{}\n")
    }

    @Test func aDeviceKeepsItsMode() throws {
        let before = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.posixPermissions] as? Int
        let folder = try Folder()
        try FileManager.default.createSymbolicLink(atPath: folder.path("dead"), withDestinationPath: "/dev/null")
        _ = try learnhooks.run("invoke", "--dead-letters", folder.path("dead"), input: "{}".utf8)
        #expect(try FileManager.default.attributesOfItem(atPath: "/dev/null")[.posixPermissions] as? Int == before)
    }
}
