import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// `simulate` of the built `learnhooks`.
@Suite(.blocking) struct SimulateTests {
    private let learnhooks = Program("learnhooks")

    private func lines(_ path: String) throws -> Set<Substring> {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return Set(lines)
    }

    private func simulate(_ arguments: String..., environment: [String: String] = [:]) throws -> Program.Outcome {
        try Program("learnhooks", environment: environment).run(["simulate"] + arguments, input: Data())
    }

    @Test(arguments: ["1", "2", "3"]) func whatIsPrintedIsTakenWhole(seed: String) throws {
        let folder = try Folder()
        let printed = try simulate("--learners", "40", "--seed", seed, "--expect", folder.path("due"))
        #expect(printed.status == 0)
        let taken = try learnhooks.run("invoke", "--verify", input: printed.output.utf8)
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(Set(taken.output.split(separator: "\n")) == (try lines(folder.path("due"))))
        #expect(try folder.permissions(of: "due") == 0o600)
        // Each once.
        let due = try String(contentsOfFile: folder.path("due"), encoding: .utf8).split(separator: "\n")
        #expect(Set(due).count == due.count)
    }

    @Test func whatIsBrokenOnPurposeIsRefusedAndNothingElse() throws {
        let folder = try Folder()
        let printed = try simulate(
            "--learners", "60", "--seed", "5", "--forged", "10", "--broken", "10", "--unknown", "10", "--duplicates",
            "10",
            "--out-of-order", "10", "--expect", folder.path("due"))
        let taken = try learnhooks.run("invoke", "--verify", input: printed.output.utf8)
        #expect(taken.status == 1)
        #expect(Set(taken.output.split(separator: "\n")) == (try lines(folder.path("due"))))
    }

    @Test func samplesGoAsTheyStand() throws {
        let folder = try Folder()
        let printed = try simulate("--samples", "--learners", "20", "--seed", "1", "--expect", folder.path("due"))
        #expect(printed.status == 0)
        let taken = try learnhooks.run("invoke", "--verify", input: printed.output.utf8)
        #expect(Set(taken.output.split(separator: "\n")) == (try lines(folder.path("due"))))
    }

    @Test func theSameAgainIsTheSame() throws {
        let first = try simulate("--learners", "5")
        let words = try #require(first.errors.split(separator: "\n").first).split(separator: " ")
        let seed = try #require(words.firstIndex(of: "--seed").map { String(words[$0 + 1]) })
        let start = try #require(words.firstIndex(of: "--start").map { String(words[$0 + 1]) })
        let again = try simulate("--learners", "5", "--seed", seed, "--start", start)
        func bodies(_ outcome: Program.Outcome) throws -> [String?] {
            try outcome.output.split(separator: "\n").map {
                try JSONDocument(parsing: Array($0.utf8)).root["body"]?.string
            }
        }
        let made = try bodies(first)
        #expect(try bodies(again) == made)
        #expect(!made.isEmpty)
    }

    /// A server and a simulation as a person starts them, without a secret of their own.
    @Test func aServerGetsWhatIsDue() throws {
        let folder = try Folder()
        let environment = ["TMPDIR": folder.url.path]
        let server = try RunningProgram(
            ["serve", "--port", "0", "--actions", folder.path("actions")], environment: environment,
            program: "learnhooks")
        let secrets = folder.path("learnhooks-\(geteuid())/\(server.port).secrets")
        #expect(try folder.permissions(of: "learnhooks-\(geteuid())") == 0o700)
        #expect(try folder.permissions(of: "learnhooks-\(geteuid())/\(server.port).secrets") == 0o600)
        let url = "http://127.0.0.1:\(server.port)"
        let outcome = try simulate(
            "--to", url, "--rate", "500", "--learners", "60", "--seed", "11", "--forged", "5", "--broken", "5",
            "--unknown", "5", "--duplicates", "5", "--out-of-order", "5", "--slow", "1", "--expect", folder.path("due"),
            environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains(" acknowledged, "))
        #expect(outcome.errors.contains(" forged"))
        // The file is written before an answer leaves.
        #expect(try lines(folder.path("actions")) == lines(folder.path("due")))
        // With one command that is signed for it: the same secrets are read.
        let signed = try Program("learnhooks", environment: environment).run(
            "sign", "--curl", url, "konstantly", input: "{}".utf8)
        #expect(signed.status == 0)
        #expect(!signed.output.contains(Fixtures.konstantly))
        #expect(try server.stop(SIGINT) == 0)
        #expect(!FileManager.default.fileExists(atPath: secrets))
    }

    @Test func oneFunctionIsServedAndSentAlone() throws {
        let folder = try Folder()
        let environment = ["TMPDIR": folder.url.path]
        let server = try RunningProgram(
            ["serve", catalog[0].functionNames[0], "--port", "0", "--actions", folder.path("actions")],
            environment: environment, program: "learnhooks")
        let outcome = try simulate(
            "--to", "http://localhost:\(server.port)/", "--rate", "500", "--learners", "20", "--expect",
            folder.path("due"),
            catalog[0].functionNames[0], environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try lines(folder.path("actions")) == lines(folder.path("due")))
    }

    /// Answers count, though nobody asks which actions are due: more messages than are ever under way at once come to their end.
    @Test func itEndsWithoutAFileOfWhatIsDue() throws {
        let folder = try Folder()
        let environment = ["TMPDIR": folder.url.path]
        let server = try RunningProgram(["serve", "--port", "0"], environment: environment, program: "learnhooks")
        let outcome = try Program("learnhooks", environment: environment).run(
            "simulate", "--to", "http://127.0.0.1:\(server.port)", "--rate", "500", "--learners", "40", "--seed", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let last = try #require(
            outcome.errors.firstMatch(of: /(\d+) deliveries: (\d+) acknowledged, 0 refused, 0 sent again/))
        #expect(last.1 == last.2 && Int(last.1) ?? 0 > 128)
    }

    /// Control-C: what is under way comes to its end, and the last line and the file are whole.
    @Test func aSignalEndsItCleanly() throws {
        let folder = try Folder()
        let environment = ["TMPDIR": folder.url.path]
        let server = try RunningProgram(
            ["serve", "--port", "0", "--actions", folder.path("actions")], environment: environment,
            program: "learnhooks")
        let process = Program("learnhooks", environment: environment).process([
            "simulate", "--to", "http://127.0.0.1:\(server.port)", "--rate", "200", "--expect", folder.path("due"),
        ])
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        try waitUntil { ((try? lines(folder.path("due")))?.count ?? 0) > 50 }
        kill(process.processIdentifier, SIGINT)
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        #expect(said.split(separator: "\n").last?.contains(" acknowledged, 0 refused, 0 sent again") == true, "\(said)")
        #expect(try lines(folder.path("actions")) == lines(folder.path("due")))
    }

    /// Secrets that everybody knows open no server, and are sent to none.
    @Test func withoutASecretNothingIsSent() throws {
        let folder = try Folder()
        let environment = ["TMPDIR": folder.url.path]
        let elsewhere = try simulate("--to", "https://hooks.example", environment: environment)
        #expect(elsewhere.status == 64)
        #expect(elsewhere.errors.contains("no platform has a secret"))
        let named = try simulate(catalog[0].name, "--to", "http://127.0.0.1:9", environment: environment)
        #expect(named.status == 64)
        #expect(named.errors.contains("\(catalog[0].name.uppercased())_SECRETS"))
    }

    /// A directory that others can write to is not trusted.
    @Test func aDirectoryOfOthersIsNotRead() throws {
        let folder = try Folder()
        let directory = folder.path("learnhooks-\(geteuid())")
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o777])
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory)
        _ = try folder.write("knolyx=a-secret-that-somebody-left\n", to: "learnhooks-\(geteuid())/9.secrets")
        let outcome = try simulate(
            "knolyx", "--to", "http://127.0.0.1:9", environment: ["TMPDIR": folder.url.path])
        #expect(outcome.status == 64)
        let server = try RunningProgram(
            ["serve", "--port", "0"], environment: ["TMPDIR": folder.url.path], program: "learnhooks")
        #expect(try server.log.contains("sign and simulate cannot read the secrets of this run"))
    }

    @Test(arguments: [
        (["--rate", "5"], "need --to"), (["--forged", "60", "--broken", "60"], "100 at most"),
        (["--unknown", "5", "instruqt/track.completed"], "expected platforms"),
        (["--to", "nowhere"], "--to: expected"),
        (["nolyx"], "did you mean knolyx?"), (["--learners", "0"], "1 at least"), (["--for", "soon"], "--for"),
    ])
    func whatCannotBeDoneIsSaid(arguments: [String], message: String) throws {
        let outcome = try Program("learnhooks", environment: ["KNOLYX_SECRETS": Fixtures.knolyx])
            .run(["simulate"] + arguments, input: Data())
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
