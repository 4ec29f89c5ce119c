import ActionFormats
import Foundation
import HTTPClient
import Knolyx
import LearnHooks
import Logging
import Receiving
import Support
import Synchronization
import Testing
import Traits

@testable import FunctionRuntime

/// `learnhooks-function` as a client of the Runtime API: an API that fails in every way is a scripted one, for Lambda's own
/// cannot be made to.
@Suite(.blocking) struct RuntimeAPITests {
    private static let ping = #"{"id":"1","type":"PING","data":{}}"#
    private static let next = "GET /2018-06-01/runtime/invocation/next HTTP/1.1"

    private static func invocation(_ id: String, _ fields: [String] = []) -> TestServer.Reply {
        .answer(200, headers: ["Lambda-Runtime-Aws-Request-Id: \(id)"] + fields, body: ping)
    }

    private func run(
        _ server: TestServer, _ arguments: [String] = [], api: String? = nil, variables: [String: String] = [:],
        whileItRuns: (Process) throws -> Void = { _ in }
    ) throws -> (status: Int32, log: String) {
        let environment = [
            "KNOLYX_SECRETS": Fixtures.knolyx, "AWS_LAMBDA_RUNTIME_API": api ?? "127.0.0.1:\(server.port)",
        ]
        let process = Program("learnhooks-function", environment: environment.merging(variables) { $1 })
            .process(arguments)
        let folder = try Folder()
        _ = try folder.write("", to: "err")
        process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: "err"))
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        try whileItRuns(process)
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try waitUntil { !process.isRunning }
        return (process.terminationStatus, try String(contentsOfFile: folder.path("err"), encoding: .utf8))
    }

    @Test func invocationsComeOverOneConnection() throws {
        let server = try TestServer { number, request in
            switch number {
            case 0...5: request.line == Self.next ? Self.invocation("a\(number)") : .status(202)
            default: .status(500)
            }
        }
        let (status, _) = try run(server)
        #expect(status == 69)
        #expect(server.connections == 1)
        let lines = server.requests.map(\.line)
        #expect(
            lines.prefix(4) == [
                Self.next, "POST /2018-06-01/runtime/invocation/a0/response HTTP/1.1",
                Self.next, "POST /2018-06-01/runtime/invocation/a2/response HTTP/1.1",
            ])
        #expect(server.requests[1].body.contains("learnhooks.webhook.pinged"))
        #expect(server.requests[1].headers["content-type"] == "application/json")
    }

    @Test func aLostConnectionIsMadeAnew() throws {
        // The first is closed while an invocation is waited for, the third while its result is given.
        let server = try TestServer { number, request in
            switch number {
            case 0, 2: .close
            case 1: Self.invocation("a")
            case 3: .status(202)
            default: .status(403)
            }
        }
        let (status, _) = try run(server)
        #expect(status == 69)
        let response = "POST /2018-06-01/runtime/invocation/a/response HTTP/1.1"
        #expect(server.requests.map(\.line) == [Self.next, Self.next, response, response, Self.next])
        #expect(server.requests[2].body == server.requests[3].body)
    }

    @Test func aConnectionThatIsClosedBehindItsAnswerIsMadeAnew() throws {
        // Whether it is seen in time is a race: so it is run many times.
        let count = Extent.count(2_000, orElse: 200)
        let server = try TestServer { number, request in
            guard number < count else { return .status(403) }
            let body = request.line == Self.next ? Self.ping : "{}"
            let status = request.line == Self.next ? 200 : 202
            return .bytes(
                "HTTP/1.1 \(status) X\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        }
        let (status, _) = try run(server)
        #expect(status == 69)
        #expect(server.requests.count > count)
    }

    @Test(arguments: [400, 403, 413]) func anAnswerThatIsRefusedCostsTheInvocationAlone(refusal: Int) throws {
        let server = try TestServer { number, _ in
            switch number {
            case 0: Self.invocation("a")
            case 1: .status(refusal)
            case 2: Self.invocation("b")
            case 3: .status(202)
            default: .status(500)
            }
        }
        let (status, log) = try run(server)
        #expect(status == 69)
        #expect(server.requests.count == 5)
        #expect(log.contains("the Runtime API refuses the answer"))
        #expect(log.contains("\"http.status\":\(refusal)"))
    }

    @Test func afterAnErrorOfTheContainerItEnds() throws {
        let server = try TestServer { number, _ in number == 0 ? Self.invocation("a") : .status(500) }
        let (status, log) = try run(server)
        #expect(status == 69)
        #expect(server.requests.count == 2)
        #expect(log.contains("the Runtime API answers 500"))
    }

    @Test(arguments: [
        TestServer.Reply.answer(200, headers: [], body: "{}"), .bytes("no HTTP\r\n\r\n"),
        .answer(200, headers: ["Lambda-Runtime-Aws-Request-Id: a/../b"], body: "{}"),
    ])
    func whatIsNoInvocationEndsIt(reply: TestServer.Reply) throws {
        let server = try TestServer { _, _ in reply }
        #expect(try run(server).status == 69)
        #expect(server.requests.count == 1)
    }

    @Test func anAPIThatIsNotThereIsGivenUp() throws {
        let server = try TestServer { _, _ in .close }
        let (status, log) = try run(server)
        #expect(status == 69)
        #expect(server.requests.count == 10)
        #expect(log.contains("cannot be reached"))
    }

    @Test func theAddressMayBeAURLWithAPath() throws {
        let server = try TestServer { _, _ in .status(403) }
        _ = try run(server, api: "http://127.0.0.1:\(server.port)/.rt")
        #expect(server.requests.first?.line == "GET /.rt/2018-06-01/runtime/invocation/next HTTP/1.1")
        let (status, log) = try run(server, api: "a b")
        #expect(status == 78)
        #expect(log.contains("AWS_LAMBDA_RUNTIME_API: expected host:port"))
    }

    @Test func anErrorOfTheStartIsPostedBeforeItEnds() throws {
        for (arguments, variables, type, exit) in [
            (["nolyx"], [:], "Function.UnknownTarget", Int32(64)),
            (["knolyx", "falkor"], [:], "Function.UnknownTarget", 64),
            ([], ["SINK_TIMEOUT": "x\"\n", "ACTIONS_TO": "stdout"], "Function.InvalidConfiguration", 78),
        ] as [([String], [String: String], String, Int32)] {
            let server = try TestServer { _, _ in .status(202) }
            let (status, _) = try run(server, arguments, variables: variables)
            #expect(status == exit)
            #expect(server.requests.count == 1)
            let request = try #require(server.requests.first)
            #expect(request.line == "POST /2018-06-01/runtime/init/error HTTP/1.1")
            #expect(request.headers["lambda-runtime-function-error-type"] == type)
            let error = try JSONDocument(parsing: Array(request.body.utf8)).root
            #expect(error["errorType"]?.string == type)
            #expect(error["errorMessage"]?.string?.isEmpty == false)
            #expect(error["stackTrace"]?.elements.contains { _ in true } == false)
        }
    }

    @Test func aFailedInvocationNamesItsType() throws {
        let server = try TestServer { number, _ in
            switch number {
            case 0: .answer(200, headers: ["Lambda-Runtime-Aws-Request-Id: a"], body: "{\"type\":")
            case 1: .status(202)
            default: .status(500)
            }
        }
        _ = try run(server)
        let request = server.requests[1]
        #expect(request.line == "POST /2018-06-01/runtime/invocation/a/error HTTP/1.1")
        #expect(request.headers["lambda-runtime-function-error-type"] == "Function.MalformedEvent")
    }

    @Test(arguments: [SIGTERM, SIGINT]) func aSignalEndsTheWait(signal: Int32) throws {
        let server = try TestServer { _, _ in .silence }
        let (status, log) = try run(server) { process in
            try waitUntil { !server.requests.isEmpty }
            kill(process.processIdentifier, signal)
        }
        #expect(status == 0)
        #expect(log.contains("\"message\":\"ended\""))
    }

    @Test func aSignalLetsTheInvocationBeAnswered() throws {
        let sink = try TestServer { _, _ in .status(200, after: 0.5) }
        let server = try TestServer { number, _ in number == 0 ? Self.invocation("a") : .status(202) }
        let (status, _) = try run(server, variables: ["ACTIONS_TO": sink.url]) { process in
            try waitUntil { !sink.requests.isEmpty }
            kill(process.processIdentifier, SIGTERM)
        }
        #expect(status == 0)
        #expect(server.requests.map(\.line).last == "POST /2018-06-01/runtime/invocation/a/response HTTP/1.1")
        #expect(server.requests.count == 2)
    }

    @Test func anActionThatDoesNotArriveFailsTheInvocation() throws {
        let sink = try TestServer { _, _ in .status(500) }
        let server = try TestServer { number, _ in
            switch number {
            case 0: Self.invocation("a")
            case 1: .status(202)
            default: .status(500)
            }
        }
        _ = try run(server, variables: ["ACTIONS_TO": sink.url])
        #expect(server.requests[1].line.contains("/a/error"))
        #expect(server.requests[1].headers["lambda-runtime-function-error-type"] == "Function.Unavailable")
    }

    @Test func whatCannotBeHandledIsKeptAndCanBeRunAgain() throws {
        let folder = try Folder()
        let server = try TestServer { number, _ in
            switch number {
            case 0:
                .answer(
                    200, headers: ["Lambda-Runtime-Aws-Request-Id: a"], body: #"{"id":"1","type":"COURSE_STARTED"}"#)
            case 1: .status(202)
            default: .status(500)
            }
        }
        _ = try run(server, variables: ["DEAD_LETTERS": folder.url.path])
        let name = try #require(try folder.files().first)
        let kept = try String(contentsOfFile: folder.path(name), encoding: .utf8)
        let mended = try folder.write(kept.replacing("COURSE_STARTED", with: "PING"), to: "mended.json")
        let again = try Program("learnhooks").run("invoke", mended)
        #expect(again.output.contains("webhook.pinged"), "\(kept) \(again.errors)")
    }

    @Test func aBrokersFunctionTakesNoRequests() throws {
        let request =
            #"{"version":"2.0","rawPath":"/knolyx","headers":{},"requestContext":{"http":{"method":"PUT"}},"body":"{}"}"#
        let server = try TestServer { number, _ in
            switch number {
            case 0: Self.invocation("a")
            case 2: .answer(200, headers: ["Lambda-Runtime-Aws-Request-Id: b"], body: request)
            case 1, 3: .status(202)
            default: .status(500)
            }
        }
        _ = try run(server, variables: ["FUNCTION_SIGNATURE_TYPE": "cloudevent", "KNOLYX_SECRETS": ""])
        #expect(server.requests[1].body.contains("webhook.pinged"))
        #expect(server.requests[3].body.contains(#""statusCode":404"#))
    }

    @Test func theTraceIsInTheEnvironmentOfEachInvocation() async throws {
        let seen = Mutex<[String?]>([])
        let server = try TestServer { number, _ in
            switch number {
            case 0: Self.invocation("a", ["Lambda-Runtime-Trace-Id: Root=1-a;Sampled=1"])
            case 2: Self.invocation("b")
            case 1, 3: .status(202)
            default: .status(403)
            }
        }
        let receiver = Receiver(target: try Target("knolyx", in: [.knolyx]), sources: [:], verifiers: [:])
        let function = LambdaFunction(
            api: RuntimeAPI(try HTTPAddress("http://127.0.0.1:\(server.port)")), receiver: receiver, outlet: Outlet(),
            limits: HTTPLimits(),
            clock: {
                let trace = unsafe getenv("_X_AMZN_TRACE_ID").map { unsafe String(cString: $0) }
                seen.withLock { $0.append(trace) }
                return .epoch
            },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            log: DeliveryLog(writer: LogWriter(.json), level: .critical))
        await #expect(throws: RuntimeAPI.Failure.self) { try await function.takeAll() }
        #expect(seen.withLock { $0 } == ["Root=1-a;Sampled=1", nil])
    }
}
