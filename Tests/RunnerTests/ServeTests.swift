import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// `serve` of the built `learnhooks`.
@Suite(.blocking) struct ServeTests {
    private func serve(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(["serve", "--port", "0"] + arguments, environment: environment, program: "learnhooks")
    }

    /// Runs a command line as a person would who copied it.
    private func shell(_ command: String, environment: [String: String] = [:]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""].merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    private func pipelines(_ server: RunningProgram) throws -> [String] {
        try server.log.split(separator: "\n").map(String.init).filter { $0.contains(" | ") && $0.hasPrefix("  ") }
    }

    @Test func thePrintedPipelinesWorkAsTheyStand() throws {
        let folder = try Folder()
        let server = try serve(["--record", folder.path("kept"), "--actions", folder.path("actions")])
        let answers = try pipelines(server).map { try shell($0) }
        // Each delivery is shown in a line.
        let lines = try server.log.split(separator: "\n").suffix(catalog.count)
        let events = catalog.map { Array(($0.documents?.sampleEvent ?? "").utf8) }
        let receiver = Receiver(target: try Target(nil, in: catalog))
        let expected = zip(catalog, events).flatMap { receiver.receive(trusted: $1, from: $0).actions }
        #expect(expected.count == catalog.count)
        for (line, type) in zip(lines, expected.map(\.event.type)) {
            #expect(line.contains("Z  "))
            #expect(line.contains(type))
            #expect(line.contains("handled"))
            #expect(line.contains(" ms "))
        }
        // Its actions are in the file, and the recorded deliveries make the same ones.
        let actions = try String(contentsOfFile: folder.path("actions"), encoding: .utf8)
        let made = try actions.split(separator: "\n").map { try JSONDocument(parsing: Array($0.utf8)).root }
        #expect(
            made.map { $0["data"]?["kind"]?.string }
                == expected.map(\.action.kind.name))
        // The sender is told their ids, and no more.
        #expect(answers == made.map { "[\"\($0["id"]?.string ?? "")\"]\n" })
        #expect(try folder.permissions(of: "actions") == 0o600)
        let again = try Program("learnhooks").run("invoke", folder.path("kept"))
        #expect(again.output == actions)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path("kept")) {
            #expect(try folder.permissions(of: "kept/\(file)") == 0o600)
        }
        #expect(try server.stop(SIGINT) == 0)
    }

    @Test func aRecordedForgeryIsExplained() throws {
        let folder = try Folder()
        let server = try serve(["--record", folder.url.path], environment: ["KNOLYX_SECRETS": Fixtures.knolyx])
        let pipeline = try #require(try pipelines(server).first { $0.contains("knolyx") })
        #expect(!pipeline.contains(Fixtures.knolyx))
        #expect(try shell(pipeline, environment: ["KNOLYX_SECRETS": "the-wrong-one-of-all"]).contains(#""status":401"#))
        #expect(try shell(pipeline, environment: ["KNOLYX_SECRETS": Fixtures.knolyx]).contains("webhook.pinged"))
        // The folder's files are explained in their order: the forged one, then the good one.
        let explained = try Program("learnhooks", environment: ["KNOLYX_SECRETS": Fixtures.knolyx])
            .run("explain", folder.url.path)
        #expect(explained.status == 1)
        let files = try folder.files()
        #expect(files.count == 2)
        let parts = explained.output.components(separatedBy: "\nknolyx: PUT to /knolyx\n")
        #expect(parts.count == 3)
        for (file, outcome) in zip(files, zip(parts.dropFirst(), ["FAIL  token", "good: PING"])) {
            #expect(explained.output.contains("\(folder.path(file)):\n"))
            #expect(outcome.0.contains(outcome.1))
        }
        #expect(try server.log.contains("not authentic"))
    }

    @Test func aPlatformIsTakenAtItsWordWhereAsked() throws {
        let server = try serve(["--unsigned", "knolyx", "--unsigned", "konstantly"])
        let unsigned = try pipelines(server).filter { !$0.contains("sign") }
        #expect(unsigned.count == 2)
        for pipeline in unsigned { #expect(try shell(pipeline).contains("learnhooks.")) }
    }

    @Test func oneFunctionIsShownByItsSample() throws {
        let server = try serve(["instruqt/track.skipped_to_challenge"])
        let pipelines = try pipelines(server)
        #expect(pipelines.count == 1)
        #expect(pipelines[0].hasPrefix("  cat events/instruqt/track.skipped_to_challenge.json | "))
        #expect(try shell("cd '\(Project.root.path)'; \(pipelines[0])").contains("activity.skipped_to"))
    }

    @Test func aBrokersEventsAreTakenAsDeployed() throws {
        let server = try serve(["knolyx"], environment: ["FUNCTION_SIGNATURE_TYPE": "cloudevent"])
        let answer = try shell(try #require(try pipelines(server).first))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        #expect(answer.contains("ce-type: learnhooks.webhook.pinged"))
    }

    @Test(arguments: ["0.0.0.0", "x86_64-conda-linux-gnu", "[::]"])
    func whereOthersCanReachItNoSecretIsMade(host: String) throws {
        let outcome = try Program("learnhooks", environment: ["HOST": host]).run("serve", "knolyx", "--port", "0")
        #expect(outcome.status == 78)
        #expect(
            outcome.errors.hasPrefix("learnhooks: HOST: other machines can reach this address"), "\(outcome.errors)")
        #expect(outcome.errors.contains("KNOLYX_SECRETS"))
    }

    @Test func anAddressInBracketsIsLoopbackToo() throws {
        let server = try serve(["knolyx"], environment: ["HOST": "[::1]"])
        #expect(try server.log.contains("http://[::1]:"))
    }

    @Test(arguments: [
        (["nolyx"], Int32(64), "did you mean knolyx?"), (["--unsigned", "acme"], 78, "expected names of platforms"),
        (["--record", "/dev/null/x"], 64, "--record: /dev/null/x: expected a writable directory"),
        (["--actions", "/nowhere/at/all"], 74, "/nowhere/at/all: No such file or directory"),
    ])
    func whatCannotBeServedIsSaid(arguments: [String], status: Int32, message: String) throws {
        let outcome = try Program("learnhooks").run(["serve"] + arguments, input: Data())
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
