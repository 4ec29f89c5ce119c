import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// The built `learnhooks invoke`: its output, its errors, its exit status.
@Suite(.blocking) struct InvokeTests {
    private let learnhooks = Program("learnhooks")
    private let ping = #"{"id":"1","type":"PING","data":{}}"#

    private func expected(_ samples: [Sample] = Sample.all) -> String { samples.map(\.expected).joined() }

    @Test func aDirectoryIsEverySampleBelowIt() throws {
        let falkor = Sample.all.filter { $0.platform == "falkor" }
        // However a path is written.
        let folders = catalog.enumerated().map { index, platform in
            ["./events/\(platform.name)", "events/\(platform.name)/", "events/\(platform.name)"][index % 3]
        }
        let outcome = try learnhooks.run(["invoke"] + folders, input: Data())
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output == expected())
        #expect(try learnhooks.run("invoke", "events/falkor").output == expected(falkor))
    }

    @Test func standardInputGivesTheSameBytesAsFiles() throws {
        let all = Sample.all.flatMap(\.bytes)
        #expect(try learnhooks.run("invoke", input: all).output == expected())
        #expect(try learnhooks.run("invoke", "-", input: all).output == expected())
        let array =
            Array("[".utf8) + Array(Sample.all.map(\.bytes).joined(separator: Array(",".utf8))) + Array("]".utf8)
        #expect(try learnhooks.run("invoke", input: array).output == expected())
    }

    /// A CloudEvent's data and a recorded delivery's body are the same events.
    @Test func everyFormGivesTheSameBytes() throws {
        let events = try Sample.all.map { sample in
            var event = JSONWriter()
            let value = try sample.document.root.value
            event.value(["specversion": "1.0", "id": "1", "source": "/", "type": "t", "data": value])
            return event.bytes
        }
        let all = try learnhooks.run("invoke", input: Array(events.joined(separator: [UInt8(ascii: "\n")])))
        #expect(all.output == expected())
        let sample = try #require(Sample.all.first { $0.path == "events/konstantly/Course.Finished.json" })
        let base64 = Data(sample.bytes).base64EncodedString()
        let encoded = #"{"specversion":"1.0","id":"1","source":"/","type":"t","data_base64":"\#(base64)"}"#
        #expect(try learnhooks.run("invoke", input: encoded.utf8).output == sample.expected)
        let delivery =
            #"{"version":"2.0","rawPath":"/","headers":{},"requestContext":{"http":{"method":"POST"}},"isBase64Encoded":true,"body":"\#(base64)"}"#
        let outcome = try learnhooks.run("invoke", input: "\(delivery)\n\(delivery)".utf8)
        #expect(outcome.output == sample.expected + sample.expected)
        #expect(outcome.errors.split(separator: "\n").count == 1, "the warning is given once: \(outcome.errors)")
    }

    @Test func anActionIsNoEvent() throws {
        let action = try learnhooks.run("invoke", input: ping.utf8).output
        let outcome = try learnhooks.run("invoke", input: action.utf8)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "<stdin>:1: expected an event of a platform, not an action that was made of one, found an object\n")
        let empty = try learnhooks.run("invoke", input: #"{"specversion":"1.0","id":"1","source":"/","type":"t"}"#.utf8)
        #expect(empty.errors == "<stdin>:1: expected a CloudEvent with data, found an object\n")
    }

    @Test func namesTheFieldThatIsWrong() throws {
        let event =
            #"{"id":"1","type":"COURSE_COMPLETED","data":{"user":{"id":1,"name":"A","email":"a@b.c"},"course":{"id":"x","name":"C"}}}"#
        let outcome = try learnhooks.run("invoke", "knolyx", input: event.utf8)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(
            outcome.errors
                == "<stdin>:1: knolyx COURSE_COMPLETED: data.course.id: expected an integer, found a string\n")
    }

    @Test func aBadEventCostsItselfAlone() throws {
        let folder = try Folder()
        let file = try folder.write(
            "\(ping)\n{\"id\":\n\(ping)\n{\n \"type\": 5\n}\n{\"type\":\"X\"}\n\(ping)\n", to: "e.ndjson")
        let outcome = try learnhooks.run("invoke", file)
        #expect(outcome.status == 1)
        #expect(outcome.output.split(separator: "\n").count == 3)
        #expect(
            outcome.errors == """
                \(file):2: id: expected a value, found a line that begins another value
                \(file):5: type: expected a string, found a number
                \(file):7: type: expected an event type of a known platform, found another string; name the platform to keep it as unmapped

                """)
    }

    @Test func aBadRowIsNamedAndKept() throws {
        let event = #"{"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[{"status":{"state":"Lost"}}]}}"#
        let outcome = try learnhooks.run("invoke", input: event.utf8)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains(#""kind":"event.unmapped""#))
        #expect(
            outcome.errors == """
                <stdin>:1: falkor enrolments: data.enrolments[0].status.state: expected "In Progress" or "Complete", found another string

                """)
    }

    @Test func failFastStopsAtTheFirst() throws {
        let outcome = try learnhooks.run("invoke", "--fail-fast", input: "\(ping)\n{}\n\(ping)\n".utf8)
        #expect(outcome.status == 1)
        #expect(outcome.output.split(separator: "\n").count == 1)
    }

    @Test func aFunctionPassesOverOtherTypes() throws {
        let outcome = try learnhooks.run("invoke", "knolyx/PING", "events/knolyx")
        #expect(outcome.status == 0)
        #expect(outcome.output == expected(Sample.all.filter { $0.event == "PING" }))
        let unknown = try learnhooks.run("invoke", "knolyx", input: #"{"id":"1","type":"NEW"}"#.utf8)
        #expect(unknown.status == 0)
        #expect(unknown.output.contains("event.unmapped"))
    }

    @Test func textIsForPeople() throws {
        let outcome = try learnhooks.run("invoke", "--format", "text", input: ping.utf8)
        #expect(
            outcome.output
                == "-                         knolyx      webhook.pinged        -                     platform knolyx\n"
        )
    }

    @Test func theEnvironmentSetsTheSource() throws {
        let acme = Program("learnhooks", environment: ["KNOLYX_SOURCE": "https://acme.knolyx.com"])
        #expect(try acme.run("invoke", input: ping.utf8).output.contains(#""source":"https://acme.knolyx.com""#))
        let broken = try Program("learnhooks", environment: ["KNOLYX_SOURCE": "a secret"]).run(
            "invoke", input: ping.utf8)
        #expect(broken.status == 78)
        #expect(broken.errors == "learnhooks: KNOLYX_SOURCE: expected an origin, such as https://knolyx.com\n")
        // What is not served is not asked for.
        #expect(
            try Program("learnhooks", environment: ["FALKOR_SOURCE": "x"]).run("invoke", "knolyx", input: ping.utf8)
                .status == 0)
    }

    @Test(arguments: [
        (["invoke", "no.json"], 66, "learnhooks: no.json: no such file\n"),
        (["invoke", "knolyx", "no.json"], 66, "learnhooks: no.json: no such file\n"),
        (
            ["invoke", "knolyx/COURS"], 66,
            "learnhooks: knolyx/COURS: no such file, and no function of this name: did you mean knolyx/COURSE_STARTED?\n"
        ),
        (
            ["invoke", "events/knolyx", "knolyx"], 66,
            "learnhooks: knolyx: no such file; a function comes first, before the files\n"
        ),
        (["invoke", ".ci"], 66, "learnhooks: .ci: no *.json below this directory\n"),
        (["invoke", "--format", "xml"], 64, "Error: The value 'xml' is invalid for '--format <format>'"),
        (["invoke", "--max-event", "0"], 64, "Error: --max-event: expected 1 to 1073741824 bytes, found 0"),
        (["unknown"], 64, "Error: Unexpected argument 'unknown'"),
    ])
    func saysWhatIsWrongWithTheCommand(arguments: [String], status: Int32, message: String) throws {
        let outcome = try learnhooks.run(arguments, input: Data())
        #expect(outcome.status == status)
        #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test func aFileOfAFunctionsNameIsReachedByItsPath() throws {
        let folder = try Folder()
        _ = try folder.write(ping, to: "knolyx")
        let process = learnhooks.process(["invoke", "./knolyx"])
        process.currentDirectoryURL = folder.url
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try output.fileHandleForReading.readToEnd()?.isEmpty == false)
    }

    @Test func oneInputThatCannotBeReadCostsNoOther() throws {
        let folder = try Folder()
        _ = try folder.write(ping, to: "a.json")
        _ = try folder.write(ping, to: "z.json")
        try FileManager.default.createDirectory(atPath: folder.path("x.json"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: folder.path("m.json"), withDestinationPath: "nowhere")
        let outcome = try learnhooks.run("invoke", folder.url.path)
        #expect(outcome.status == 66)
        #expect(outcome.output.split(separator: "\n").count == 2)
        #expect(outcome.errors == "learnhooks: \(folder.path("m.json")): No such file or directory\n")
    }

    /// A pipe would be waited for, and a device has no end.
    @Test func whatIsNoFileIsPassedOverBelowADirectory() throws {
        let folder = try Folder()
        _ = try folder.write(ping, to: "a.json")
        #expect(try Program("/usr/bin/env").run("mkfifo", folder.path("b.json")).status == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.path("c.json"), withDestinationPath: "b.json")
        try FileManager.default.createSymbolicLink(atPath: folder.path("d.json"), withDestinationPath: "/dev/zero")
        try FileManager.default.createSymbolicLink(atPath: folder.path("e.json"), withDestinationPath: "a.json")
        let outcome = try learnhooks.run("invoke", folder.url.path)
        #expect(outcome.status == 0)
        #expect(outcome.output.split(separator: "\n").count == 2)
        for name in ["a.json", "e.json"] { try FileManager.default.removeItem(atPath: folder.path(name)) }
        let none = try learnhooks.run("invoke", folder.url.path)
        #expect(none.status == 66)
        #expect(none.errors == "learnhooks: \(folder.url.path): no *.json below this directory\n")
    }

    @Test func aByteOrderMarkCostsNoEvent() throws {
        let expected = try learnhooks.run("invoke", input: ping.utf8).output
        let folder = try Folder()
        let file = try folder.write("\u{FEFF}\(ping)\n", to: "a")
        #expect(try learnhooks.run("invoke", file, file).output == expected + expected)
        for program in [["learnhooks", "invoke"], ["learnhooks-function", "--stdin"]] {
            let outcome = try Program(program[0]).run([program[1]], input: Data("\u{FEFF}\(ping)\n".utf8))
            #expect(outcome.status == 0)
            #expect(outcome.output == expected)
        }
        // In a body it is as wrong as ever, signed or not.
        let signed = try learnhooks.run("sign", "knolyx", input: "\u{FEFF}\(ping)".utf8)
        let verified = try learnhooks.run("invoke", "--verify", input: "\u{FEFF}\(signed.output)".utf8)
        #expect(verified.status == 1)
        #expect(verified.errors.contains("body: expected a value, found byte 0xEF, as of a byte order mark"))
    }

    @Test func whatIsPassedOverIsSaid() throws {
        let konstantly = Sample.all.filter { $0.platform == "konstantly" }
        let all = try learnhooks.run("invoke", "instruqt/track.completed", "events/konstantly")
        #expect(all.status == 0)
        #expect(all.output.isEmpty)
        #expect(all.errors == "learnhooks: \(konstantly.count) events of other types were skipped\n")
        #expect(try learnhooks.run("invoke", "konstantly", "events/konstantly").errors.isEmpty)
        // However many threads there are, those before the first that is refused are counted, and no others.
        let line = try #require(konstantly.first).document.root.bytes
        let events = Data([line, line, Array("{}".utf8)[...], line].joined(separator: [0x0A]))
        for jobs in ["1", "7"] {
            let stopped = try learnhooks.run(
                ["invoke", "--fail-fast", "--jobs", jobs, "instruqt/track.completed"], input: events)
            #expect(
                stopped.errors.hasSuffix("learnhooks: 2 events of other types were skipped\n"), "\(stopped.errors)")
        }
        let function = try Program("learnhooks-function").run("knolyx/PING", "--stdin", input: line)
        #expect(function.errors == "learnhooks: 1 events of other types were skipped\n")
    }

    @Test func aLinkToADirectoryIsTheDirectory() throws {
        let folder = try Folder()
        let events = Project.root.appending(path: "events/knolyx").path
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: events)
        let outcome = try learnhooks.run("invoke", folder.path("link"))
        #expect(outcome.output == expected(Sample.all.filter { $0.platform == "knolyx" }))
    }
}
