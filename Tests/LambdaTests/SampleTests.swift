import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// `learnhooks-function` under the emulator: the same actions, byte for byte, as from any other front end.
@Suite(.blocking) struct SampleTests {
    @Test func invokeGivesTheSameBytesThroughLambda() throws {
        let folders = catalog.map { "events/\($0.name)" }
        let direct = try Program("learnhooks").run(["invoke"] + folders, input: Data())
        let lambda = try Program("learnhooks").run(
            ["invoke", "--lambda", functionPath] + folders, input: Data())
        #expect(lambda.status == 0)
        #expect(lambda.output == direct.output)
        #expect(direct.output.split(separator: "\n").count > 60)
    }

    @Test func invocationsAndTheURLGiveTheSameBytes() throws {
        let emulator = try Emulator()
        var client = try emulator.client()
        for sample in Sample.all {
            let platform = try #require(sample.sender)
            let lines = sample.expected.split(separator: "\n")
            let list = "[\(lines.joined(separator: ","))]\n"
            #expect(try client.send(Emulator.invocation(sample.bytes)).text == list, "\(sample)")
            let url = try client.send(Fixtures.delivery(sample.bytes, from: platform))
            #expect(url.status == 200)
            #expect(url.text == list, "\(sample)")
            #expect(url.headers["content-type"] == "application/cloudevents-batch+json")
        }
    }

    @Test func whateverTheBodyIsSentAsItIsVerified() throws {
        let emulator = try Emulator()
        let sample = try #require(Sample.all.first { $0.event == "track.completed" })
        let instruqt = try #require(catalog.first { $0.name == "instruqt" })
        var client = try emulator.client()
        // By their types the one comes as text, the others in base64.
        for type in ["application/json", "application/x-www-form-urlencoded", "application/octet-stream"] {
            let delivery = try Fixtures.delivery(sample.bytes, from: instruqt)
            let answer = try client.send(delivery, headers: ["Content-Type: \(type)"])
            #expect(answer.status == 200, "\(type)")
            var forged = delivery
            forged.body.append(0x20)
            #expect(try client.send(forged, headers: ["Content-Type: \(type)"]).status == 401)
        }
    }

    @Test func theURLAnswersAsTheServerDoes() throws {
        let emulator = try Emulator(environment: ["KNOLYX_SECRETS": Fixtures.knolyx, "MAX_BODY_BYTES": "100"])
        var client = try emulator.client()
        let put = { (headers: [Delivery.HeaderField], body: String) in
            Delivery(method: "PUT", path: "/knolyx", headers: headers, body: Array(body.utf8))
        }
        let token = Delivery.HeaderField("X-Webhook-Security-Token", Fixtures.knolyx)
        #expect(try client.send(put([], "{}")).status == 401)
        let malformed = try client.send(put([token], "{"))
        #expect(malformed.status == 422)
        #expect(malformed.headers["content-type"] == "application/problem+json")
        #expect(try client.send(put([token], String(repeating: " ", count: 101))).status == 413)
        #expect(try client.send(put([token, .init("Content-Encoding", "gzip")], "{}")).status == 415)
        #expect(try client.get("/nowhere").status == 404)
        #expect(try client.get("/knolyx").status == 405)
        let single = try client.send(
            put([token, .init("Accept", "application/cloudevents+json")], #"{"id":"1","type":"PING","data":{}}"#))
        #expect(single.headers["content-type"] == "application/cloudevents+json")
    }

    @Test(arguments: [
        (#"{"specversion":"1.0","id":"1","source":"/a","type":"t","data":{"id":"1","type":"PING","data":{}}}"#, 1),
        (
            #"[{"specversion":"1.0","id":"1","source":"/a","type":"t","data":{"id":"1","type":"PING","data":{}}},"#
                + #"{"specversion":"1.0","id":"2","source":"/a","type":"t","data":{"id":"2","type":"PING","data":{}}}]"#,
            2
        ),
        (
            #"{"specversion":"1.0","id":"1","source":"/a","type":"t","data_base64":"eyJpZCI6IjEiLCJ0eXBlIjoiUElORyIsImRhdGEiOnt9fQ=="}"#,
            1
        ),
        ("[]", 0),
    ])
    func eventsAreTaken(payload: String, count: Int) throws {
        let emulator = try Emulator()
        let answer = try emulator.invoke(payload)
        #expect(answer.headers["x-amz-function-error"] == nil)
        #expect(try JSONDocument(parsing: answer.body).root.elements.map { $0["id"]?.string }.count == count)
    }

    @Test(arguments: [
        (
            #"{"resource":"/","httpMethod":"POST","requestContext":{"stage":"p"}}"#, "Function.UnsupportedEvent",
            "an event of API Gateway in payload format 1.0: expected a request in payload format 2.0"
        ),
        (
            #"{"Records":[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]}"#, "Function.UnsupportedEvent",
            "an event of SQS: expected"
        ),
        (#"{"version":"2.0","requestContext":{"http":{}}}"#, "Function.MalformedEvent", "requestContext.http.method"),
        (#"{"type":"NEW"}"#, "Function.MalformedEvent", "expected an event type of a known platform"),
        (#"{"type":"COURSE_STARTED","data":[]}"#, "Function.MalformedEvent", "data: expected an object"),
        ("[1]", "Function.MalformedEvent", "not a CloudEvent"),
        (#""text""#, "Function.MalformedEvent", "expected"),
    ])
    func whatIsNotTakenIsAnErrorOfTheInvocation(payload: String, type: String, message: String) throws {
        let emulator = try Emulator()
        let answer = try emulator.invoke(payload)
        #expect(answer.headers["x-amz-function-error"] == "Unhandled")
        let error = try JSONDocument(parsing: answer.body).root
        #expect(error["errorType"]?.string == type)
        #expect(error["errorMessage"]?.string?.contains(message) == true, "\(answer.text)")
        #expect(error["stackTrace"]?.kind == .array)
        // The function goes on.
        #expect(try emulator.invoke(#"{"id":"1","type":"PING","data":{}}"#).headers["x-amz-function-error"] == nil)
    }

    @Test func whateverAMessageHoldsItIsJSON() throws {
        let emulator = try Emulator()
        // The names of members become a part of the message.
        for name in [#"\""#, #"\n"#, #"\u0001"#, "😀", #"\\"#, "é", #"\u2028"#] {
            let event =
                #"{"version":"2.0","requestContext":{"http":{"method":"PUT"}},"rawPath":"/","headers":{"a\#(name)":5}}"#
            let answer = try emulator.invoke(event)
            #expect(answer.headers["x-amz-function-error"] == "Unhandled")
            let error = try JSONDocument(parsing: answer.body).root
            #expect(error["errorType"]?.string == "Function.MalformedEvent")
            #expect(error["errorMessage"]?.string?.isEmpty == false)
        }
        let process = try RunningProgram(
            ["lambda", "--port", "0", "--", functionPath],
            environment: Fixtures.environment.merging(["_HANDLER": "x\n\"y\u{1}\\😀"]) { $1 }, program: "learnhooks")
        var client = try HTTPClient(port: process.port)
        let error = try JSONDocument(parsing: client.send(Emulator.invocation("{}".utf8)).body).root
        #expect(error["errorType"]?.string == "Function.UnknownTarget")
    }

    @Test func theFunctionIsWhatItsArgumentOrHandlerSays() throws {
        let ping = #"{"id":"1","type":"PING","data":{}}"#
        for (arguments, variables, isTaken) in [
            ([], [:], true), (["knolyx/PING"], [:], true), (["knolyx/COURSE_STARTED"], [:], false),
            ([], ["_HANDLER": "bootstrap"], true), ([], ["_HANDLER": ""], true),
            ([], ["_HANDLER": "knolyx/PING"], true),
            ([], ["_HANDLER": "knolyx/COURSE_STARTED"], false),
            (["knolyx/PING"], ["_HANDLER": "knolyx/COURSE_STARTED"], true),
            ([], ["_HANDLER": "knolyx/COURSE_STARTED", "FUNCTION_TARGET": "knolyx/PING"], true),
        ] as [([String], [String: String], Bool)] {
            let process = try RunningProgram(
                ["lambda", "--port", "0", "--", functionPath] + arguments,
                environment: Fixtures.environment.merging(variables) { $1 }, program: "learnhooks")
            var client = try HTTPClient(port: process.port)
            let answer = try client.send(Emulator.invocation(ping.utf8)).text
            #expect((answer != "[]\n") == isTaken, "\(arguments) \(variables) \(answer)")
        }
    }

    @Test(arguments: [
        (["nolyx"], [:], "Function.UnknownTarget", "did you mean knolyx?"),
        (
            [], ["KNOLYX_SECRETS": Fixtures.knolyx, "ACTIONS_TO": "nowhere"], "Function.InvalidConfiguration",
            "ACTIONS_TO: expected"
        ),
        (
            ["knolyx"], ["FALKOR_SECRETS": Fixtures.falkor, "HOST": "x"], "Function.InvalidConfiguration",
            "KNOLYX_SECRETS"
        ),
    ])
    func whatKeepsItFromStartingIsTold(
        arguments: [String], variables: [String: String], type: String, message: String
    ) throws {
        // Where others can reach the emulator, it makes no secrets.
        let process = try RunningProgram(
            ["lambda", "--host", "0.0.0.0", "--port", "0", "--", functionPath] + arguments, environment: variables,
            program: "learnhooks")
        var client = try HTTPClient(port: process.port)
        let answer = try client.send(Emulator.invocation("{}".utf8))
        #expect(answer.headers["x-amz-function-error"] == "Unhandled")
        let error = try JSONDocument(parsing: answer.body).root
        #expect(error["errorType"]?.string == type)
        #expect(error["errorMessage"]?.string?.contains(message) == true, "\(answer.text)")
    }

    @Test func invokeTellsWhatFails() throws {
        let events =
            #"{"id":"1","type":"COURSE_STARTED","data":5}"# + "\n" + #"{"id":"1","type":"PING","data":{}}"# + "\n{\n"
        let outcome = try Program("learnhooks").run("invoke", "--lambda", functionPath, input: events.utf8)
        #expect(outcome.status == 1)
        #expect(outcome.output.split(separator: "\n").count == 1)
        #expect(
            outcome.errors.contains(
                "<stdin>:1: Function.MalformedEvent: knolyx COURSE_STARTED: data: expected an object, found a number"))
        #expect(outcome.errors.contains("<stdin>:3: expected a key"))
        let refused = try Program("learnhooks", environment: ["KNOLYX_SECRETS": Fixtures.konstantly])
            .run("invoke", "--lambda", functionPath, "events/deliveries/knolyx.json")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("events/deliveries/knolyx.json:1: answered 401: "))
        let gone = try Program("learnhooks").run("invoke", "--lambda", "exit 3 ||", input: "{}".utf8)
        #expect(gone.status == 1)
        #expect(gone.errors.contains("Runtime.ExitError"))
    }

    @Test func invokeHandsOnTheFunctionAndItsFormat() throws {
        let ping = try Program("learnhooks").run("invoke", "knolyx/PING", "--lambda", functionPath, "events/knolyx")
        #expect(ping.status == 0)
        #expect(ping.output.split(separator: "\n").allSatisfy { $0.contains("webhook.pinged") })
        let arguments = ["invoke", "--format", "xapi", "events/konstantly"]
        let statements = try Program("learnhooks").run(arguments, input: Data()).output
        let throughLambda = try Program("learnhooks", environment: ["ACTIONS_FORMAT": "xapi"])
            .run("invoke", "--lambda", functionPath, "events/konstantly")
        #expect(throughLambda.output == statements)
        for options in [["--verify"], ["--format", "text"], ["--batch", "2"]] {
            #expect(try Program("learnhooks").run(["invoke", "--lambda", "x"] + options, input: Data()).status == 64)
        }
    }

    @Test func theStageOfAnHTTPAPIIsNoPartOfThePath() throws {
        let emulator = try Emulator(environment: ["KNOLYX_SECRETS": Fixtures.knolyx])
        for (stage, path, status) in [
            ("prod", "/prod/knolyx", 200), ("prod", "/knolyx", 200), ("$default", "/knolyx", 200),
            ("pro", "/prod/knolyx", 404),
            ("prod", "/prod", 404),
        ] {
            let event = """
                {"version":"2.0","rawPath":"\(path)","headers":{"x-webhook-security-token":"\(Fixtures.knolyx)"},"requestContext":{"stage":"\(stage)",
                "http":{"method":"PUT"}},"body":"{\\"id\\":\\"1\\",\\"type\\":\\"PING\\",\\"data\\":{}}"}
                """
            let answer = try JSONDocument(parsing: emulator.invoke(event).body).root
            #expect(answer["statusCode"]?.number?.integer == Int64(status), "\(stage) \(path)")
        }
    }

    @Test func anInterruptionEndsInvokeAndBlamesNoEvent() throws {
        let folder = try Folder()
        let ping = #"{"id":"1","type":"PING","data":{}}"# + "\n"
        let events = try folder.write(String(repeating: ping, count: 20_000), to: "events")
        // One that has more to do, and one that waits for input.
        for arguments in [[events], ["-"]] {
            let process = Program("learnhooks").process(
                ["invoke", "--lambda", functionPath, "--dead-letters", folder.path("dead")] + arguments)
            let (input, output) = (Pipe(), try FileHandle(forWritingTo: URL(filePath: folder.write("", to: "out"))))
            (process.standardInput, process.standardOutput) = (input, output)
            process.standardError = FileHandle.nullDevice
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data(ping.utf8))
            try waitUntil { try !String(contentsOfFile: folder.path("out"), encoding: .utf8).isEmpty }
            kill(process.processIdentifier, SIGINT)
            try waitUntil { !process.isRunning }
            #expect(process.terminationStatus == 128 + SIGINT)
            // The one that was being run was ended: no other.
            let dead = try String(contentsOfFile: folder.path("dead"), encoding: .utf8)
            #expect(dead.split(separator: "\n").count <= 1)
        }
    }

    @Test func itsLogNamesTheInvocationAndItsDeadline() throws {
        let emulator = try Emulator()
        let id = try #require(try emulator.invoke(#"{"id":"1","type":"PING","data":{}}"#).headers["x-amzn-requestid"])
        let line = try #require(
            try emulator.process.log.split(separator: "\n").first { $0.contains("delivery.outcome") })
        let noted = try JSONDocument(parsing: Array(line.utf8)).root
        #expect(noted["lambda.request_id"]?.string == id)
        #expect(noted["lambda.deadline"]?.string.flatMap { Timestamp($0) } != nil)
    }

    private var functionPath: String { Program("learnhooks-function").process([]).executableURL?.path ?? "" }
}
