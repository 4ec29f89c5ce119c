import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// `learnhooks lambda` with a function that does as it is told: what goes wrong, and what callers get.
@Suite(.blocking) struct EmulatorTests {
    private func json(_ response: HTTPClient.Response) throws -> JSONNode {
        try JSONDocument(parsing: response.body).root
    }

    @Test func aResultIsGivenBack() throws {
        let emulator = try Emulator(rogue: ["echo"])
        let answer = try emulator.invoke(#"{"a": [1, "é"]}"#)
        #expect(answer.status == 200)
        #expect(answer.text == #"{"a": [1, "é"]}"#)
        #expect(answer.headers["x-amz-executed-version"] == "$LATEST")
        #expect(answer.headers["x-amz-function-error"] == nil)
        #expect(answer.headers["x-amzn-requestid"]?.count == 36)
        #expect(try emulator.invoke("").text == "{}")
    }

    @Test func theFunctionSeesWhatLambdaSays() throws {
        let emulator = try Emulator(
            ["--timeout", "7"], rogue: ["environment"],
            environment: ["AWS_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "A": "b=c"])
        let before = Date().timeIntervalSince1970.rounded(.down)
        let context = Data("{ \"client\": {\"app\":\n \"é\"} }".utf8).base64EncodedString()
        let said = try json(
            emulator.invoke(
                "{}".utf8, headers: ["X-Amzn-Trace-Id: Root=1-2-3", "X-Amz-Client-Context: \(context)"],
                function: "mine"))
        let (headers, variables) = (try #require(said["headers"]), try #require(said["variables"]))
        #expect(headers["lambda-runtime-trace-id"]?.string == "Root=1-2-3")
        #expect(headers["lambda-runtime-client-context"]?.string == #"{"client":{"app":"é"}}"#)
        #expect(
            headers["lambda-runtime-invoked-function-arn"]?.string
                == "arn:aws:lambda:eu-west-1:012345678912:function:mine")
        let deadline = try #require(headers["lambda-runtime-deadline-ms"]?.string.flatMap { Double($0) }) / 1_000
        // Counted from when it was handed the call.
        #expect((before...Date().timeIntervalSince1970).contains(deadline - 7))
        for (name, value) in [
            ("AWS_REGION", "eu-west-1"), ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"), ("A", "b=c"),
            ("_HANDLER", "bootstrap"), ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"), ("TZ", ":UTC"),
            ("AWS_LAMBDA_FUNCTION_NAME", "function"), ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/function"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"), ("LAMBDA_TASK_ROOT", Project.root.path),
        ] {
            #expect(variables[name]?.string == value, "\(name)")
        }
        #expect(variables["AWS_LAMBDA_LOG_STREAM_NAME"]?.string?.contains("[$LATEST]") == true)
        let made = try json(emulator.invoke("{}"))["headers"]?["lambda-runtime-trace-id"]?.string
        #expect(made?.contains(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/) == true)
    }

    @Test func eachWayOfInvokingIsAnswered() throws {
        let emulator = try Emulator(rogue: ["exit", "3"])
        let dry = try emulator.invoke("{}", headers: ["X-Amz-Invocation-Type: DryRun"])
        #expect(dry.status == 204)
        #expect(try emulator.children() == [])
        let event = try emulator.invoke("{}", headers: ["X-Amz-Invocation-Type: Event"])
        #expect(event.status == 202)
        #expect(event.body.isEmpty)
        try emulator.process.wait(for: "it failed; Lambda would try it twice more")
    }

    @Test(arguments: [
        ("x", [], 400, "InvalidRequestContentException"),
        ("{}", ["X-Amz-Invocation-Type: Later"], 400, "InvalidParameterValueException"),
        ("{}", ["X-Amz-Client-Context: %"], 400, "InvalidRequestContentException"),
        ("{}", ["X-Amz-Client-Context: eA=="], 400, "InvalidRequestContentException"),
    ])
    func whatLambdaWouldNotTakeIsRefused(payload: String, headers: [String], status: Int, type: String) throws {
        let emulator = try Emulator(rogue: ["echo"])
        let answer = try emulator.invoke(payload, headers: headers)
        #expect(answer.status == status)
        #expect(answer.headers["x-amzn-errortype"] == type)
    }

    @Test func sizesAreLambdas() throws {
        let emulator = try Emulator(rogue: ["echo"])
        let (most, event) = ((6 << 20) + 100, 1 << 20)
        let text = { (count: Int) in "\"" + String(repeating: "a", count: count - 2) + "\"" }
        #expect(try emulator.invoke(text(most)).body.count == most)
        #expect(try emulator.invoke(text(most + 1)).status == 413)
        let headers = ["X-Amz-Invocation-Type: Event"]
        #expect(try emulator.invoke(text(event), headers: headers).status == 202)
        #expect(try emulator.invoke(text(event + 1), headers: headers).status == 413)
    }

    /// By a byte or by far, a result or an error: the caller and the process are told, and the process goes on.
    @Test(arguments: [((6 << 20) + 101, "response"), (80 << 20, "response"), (8 << 20, "error")])
    func aResultThatIsTooLargeCostsTheCallAlone(size: Int, kind: String) throws {
        let emulator = try Emulator(["--concurrency", "1", "--timeout", "900"], rogue: ["large", "\(size)", kind])
        for _ in 0..<2 {
            let answer = try emulator.invoke("{}")
            #expect(answer.status == 200)
            #expect(answer.headers["x-amz-function-error"] == "Unhandled")
            #expect(try json(answer)["errorType"]?.string == "Function.ResponseSizeTooLarge")
            #expect(
                try json(answer)["errorMessage"]?.string
                    == "Response payload size exceeded maximum allowed payload size (6291556 bytes).")
        }
        try emulator.process.wait(for: "large: 413")
        #expect(try emulator.process.log.split(separator: "\n").count { $0.contains("Init Duration") } == 1)
    }

    @Test func whatIsTooLargeForAnInvocationIsRefusedByTheService() throws {
        let emulator = try Emulator(rogue: ["echo"])
        var client = try emulator.client()
        let body = [UInt8](repeating: 0x20, count: 20 << 20)
        let invoked = try client.send(Emulator.invocation(body))
        #expect(invoked.status == 413)
        #expect(invoked.headers["x-amzn-errortype"] == "RequestTooLargeException")
        #expect(try client.send(Delivery(method: "POST", path: "/", headers: [], body: body)).status == 413)
        #expect(try client.send(Emulator.invocation("{}".utf8)).text == "{}")
    }

    @Test(arguments: ["plain text", "", "{\"a\":1", "{} {}", "[1,]", "\u{FEFF}{}", "NaN", "'a'"])
    func aResultThatIsNoJSONIsAnErrorOfTheCall(result: String) throws {
        let emulator = try Emulator(["--concurrency", "1"], rogue: ["result", result])
        for _ in 0..<2 {
            let answer = try emulator.invoke("{}")
            #expect(answer.status == 200)
            #expect(answer.headers["x-amz-function-error"] == "Unhandled")
            #expect(try json(answer)["errorType"]?.string == "Runtime.MarshalError")
            #expect(try json(answer)["errorMessage"]?.string?.hasPrefix("the result is not JSON: ") == true)
        }
        // The process has done nothing that it must be ended for.
        let log = try emulator.process.log
        #expect(log.split(separator: "\n").count { $0.contains("Init Duration") } == 1)
        #expect(log.split(separator: "\n").count { $0.hasSuffix("Status: error") } == 2)
        #expect(log.contains("learnhooks: the result is not JSON: "))
    }

    @Test func aFunctionThatAnswersTwiceIsToldSo() throws {
        let emulator = try Emulator(rogue: ["twice"])
        for _ in 0..<2 { #expect(try emulator.invoke("{}").text == "1") }
        try emulator.process.wait(for: "statuses: [202, 403]")
    }

    @Test func whatDoesNotFollowIsRefused() throws {
        let emulator = try Emulator(rogue: ["disorder"])
        #expect(try emulator.invoke("{}").text == "1")
        try emulator.process.wait(for: "its own: ")
        let log = try emulator.process.log
        for line in ["another's: 400", "next: 403", "init: 403", "its own: 202"] { #expect(log.contains(line)) }
    }

    @Test(arguments: [
        (["exit", "42"], "exited with error: exit status 42"), (["exit", "0"], "exited without providing a reason"),
        (["exit-at-start", "42"], "exited with error: exit status 42"),
        (["signal", "\(SIGKILL)"], "exited with error: signal: killed"),
        (["signal", "\(SIGSEGV)"], "exited with error: signal: segmentation fault"),
    ])
    func aProcessThatEndsIsToldAndTheNextCallWorks(rogue: [String], message: String) throws {
        let emulator = try Emulator(rogue: rogue)
        for _ in 0..<2 {
            let answer = try emulator.invoke("{}", headers: ["X-Amz-Log-Type: Tail"])
            #expect(answer.status == 200)
            #expect(answer.headers["x-amz-function-error"] == "Unhandled")
            let error = try json(answer)
            #expect(error["errorType"]?.string == "Runtime.ExitError")
            let id = try #require(answer.headers["x-amzn-requestid"])
            #expect(error["errorMessage"]?.string == "RequestId: \(id) Error: Runtime \(message)")
            let log = try #require(answer.headers["x-amz-log-result"].flatMap { Base64($0)?.bytes })
            if rogue[0] == "exit" { #expect(String(decoding: log, as: UTF8.self).contains("on my way out")) }
        }
    }

    @Test func aProcessThatIsKilledWhileItWaitsIsNotMissed() throws {
        let emulator = try Emulator(["--concurrency", "1"], rogue: ["slow", "0"])
        var pids: Set<String> = []
        for _ in 0..<20 {
            let answer = try emulator.invoke("{}")
            #expect(answer.headers["x-amz-function-error"] == nil, "\(answer.text)")
            pids.insert(answer.text)
            let pid = try #require(Int32(answer.text))
            kill(pid, SIGKILL)
            try waitUntil { !Emulator.isRunning(pid) }
        }
        #expect(pids.count == 20)
    }

    @Test func aProcessThatIsKilledWhileItRunsCostsTheCall() throws {
        let emulator = try Emulator(["--concurrency", "1", "--timeout", "900"], rogue: ["slow", "600"])
        var client = try emulator.begin(1)[0]
        try emulator.process.wait(for: "START")
        for child in try emulator.children() { kill(child, SIGKILL) }
        #expect(try client.response().text.contains("signal: killed"))
    }

    @Test func aCallThatTakesTooLongIsEnded() throws {
        let emulator = try Emulator(["--timeout", "1"], rogue: ["slow", "600"])
        let start = ContinuousClock.now
        let answer = try emulator.invoke("{}")
        #expect(start.duration(to: .now) >= .seconds(1))
        #expect(answer.status == 200)
        #expect(answer.headers["x-amz-function-error"] == "Unhandled")
        #expect(try json(answer)["errorType"]?.string == "Sandbox.Timedout")
        #expect(try json(answer)["errorMessage"]?.string?.hasSuffix("Error: Task timed out after 1.00 seconds") == true)
        #expect(try emulator.process.log.contains("Status: timeout"))
        try waitUntil { try emulator.children().isEmpty }
        var client = try emulator.client()
        #expect(try client.get("/").status == 502)
    }

    @Test func aProcessThatAnswersAndNeverAsksAgainIsEnded() throws {
        let emulator = try Emulator(["--timeout", "2", "--concurrency", "1"], rogue: ["once"])
        #expect(try emulator.invoke("{}").text == "1")
        #expect(try json(emulator.invoke("{}"))["errorType"]?.string == "Sandbox.Timedout")
        #expect(try emulator.invoke("{}").text == "1")
    }

    @Test func whatIsClosedIsReadNoMore() throws {
        let emulator = try Emulator(["--concurrency", "1"], rogue: ["quiet"])
        for _ in 0..<5 {
            // What another caller sends comes over the next free number.
            let clients = try (0..<8).map { _ in try emulator.client() }
            for client in clients {
                try client.connection.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n")
            }
            #expect(try emulator.invoke("{}").text == "{}")
            for var client in clients {
                try client.connection.send("victim")
                #expect(try client.response().status == 200)
            }
        }
        #expect(try !emulator.process.log.contains("victim"))
    }

    @Test func whoWritesWithoutEndHoldsNobodyUp() throws {
        // What goes on writing does so for longer than anything here is waited for.
        let emulator = try Emulator(["--timeout", "900", "--concurrency", "1"], rogue: ["daemon"])
        for _ in 0..<2 { #expect(try json(emulator.invoke("{}"))["errorType"]?.string == "Runtime.ExitError") }
        #expect(try emulator.process.stop(SIGINT) == 0)
    }

    @Test func eventsWaitForAsLongAsItTakes() throws {
        let emulator = try Emulator(["--timeout", "1", "--concurrency", "1"], rogue: ["slow", "0.4"])
        for _ in 0..<5 {
            #expect(try emulator.invoke("{}", headers: ["X-Amz-Invocation-Type: Event"]).status == 202)
        }
        // The last ones wait for longer than a call may take, and are still run, even if that is too late on a slow machine.
        try waitUntil { try emulator.process.log.components(separatedBy: "REPORT").count == 6 }
    }

    /// It takes the ten seconds that Lambda gives a process; what follows from them is the state's, and tested there.
    @Test(.enabled(if: Extent.isWhole)) func aProcessThatNeverAsksIsTriedTwice() throws {
        let emulator = try Emulator(["--timeout", "1"], rogue: ["never"])
        let answer = try emulator.invoke("{}")
        #expect(try json(answer)["errorType"]?.string == "Sandbox.Timedout")
        #expect(
            try emulator.process.log.contains("INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout"))
    }

    @Test func anErrorAtTheStartIsGivenToTheCaller() throws {
        let emulator = try Emulator(rogue: ["init-error"])
        let answer = try emulator.invoke("{}")
        #expect(answer.headers["x-amz-function-error"] == "Unhandled")
        #expect(answer.text == #"{"errorType":"Function.Broken","errorMessage":"no luck"}"#)
        // It hangs, and is ended.
        try waitUntil { try emulator.children().isEmpty }
    }

    @Test(arguments: [
        Array(#"{"errorType":"A","errorMessage":"a \"quote\"\nand \u0001 😀"}"#.utf8), [0x22, 0xFF, 0xC0, 0x22],
        Array("no JSON\u{0}\r\n".utf8), [],
    ])
    func anErrorIsGivenToTheCallerAsItIs(bytes: [UInt8]) throws {
        let folder = try Folder()
        try Data(bytes).write(to: folder.url.appending(path: "error"))
        let emulator = try Emulator(rogue: ["error", folder.path("error")])
        let answer = try emulator.invoke("{}")
        #expect(answer.status == 200)
        #expect(answer.headers["x-amz-function-error"] == "Unhandled")
        #expect(answer.body == bytes)
        #expect(try emulator.invoke("{}").body == bytes)
    }

    @Test func aProgramThatGoesIsNamed() throws {
        let folder = try Folder()
        let path = try folder.write("#!/bin/sh\nexit 3\n", to: "program")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        let process = try RunningProgram(
            ["lambda", "--port", "0", "--", path], environment: [:], program: "learnhooks")
        var client = try HTTPClient(port: process.port)
        #expect(try client.send(Emulator.invocation("{}".utf8)).text.contains("exit status 3"))
        try FileManager.default.removeItem(atPath: path)
        let answer = try client.send(Emulator.invocation("{}".utf8))
        #expect(try json(answer)["errorType"]?.string == "Runtime.InvalidEntrypoint")
        #expect(try json(answer)["errorMessage"]?.string?.contains("\(path): No such file") == true)
        #expect(try process.log.contains("learnhooks: \(path): No such file"))
    }

    @Test func whatIsNotEmulatedIsRefusedByName() throws {
        let paths = [
            "/2020-01-01/extension/event/next", "/2020-08-15/logs", "/2022-07-01/telemetry",
            "/2018-06-01/runtime/restore/next", "/2018-06-01/runtime/other", "/",
        ]
        let emulator = try Emulator(rogue: ["ask"] + paths)
        #expect(try emulator.invoke("{}").status == 200)
        let log = try emulator.process.log
        for (path, status) in zip(paths, [501, 501, 501, 501, 404, 404]) { #expect(log.contains("\(path) \(status)")) }
        for name in ["extensions are", "the Logs API is", "the Telemetry API is", "SnapStart is"] {
            #expect(log.contains("learnhooks: \(name) not emulated"))
        }
        var client = try emulator.client()
        for path in ["/2021-11-15/functions/f/response-streaming-invocations", "/2014-11-13/functions/f/invoke-async"] {
            let answer = try client.send(Delivery(method: "POST", path: path, headers: [], body: []))
            #expect(answer.status == 501)
            #expect(answer.text.contains("not emulated"))
        }
        let streaming = try Emulator(rogue: ["streaming"])
        #expect(try streaming.invoke("{}").headers["x-amz-function-error"] == "Unhandled")
        #expect(try streaming.process.log.contains("response streaming is not emulated"))
    }

    @Test func callsAtTheSameTimeRunInAsManyProcessesAsMayBe() throws {
        let emulator = try Emulator(["--concurrency", "4"], rogue: ["slow", "0.02"])
        let clients = try emulator.begin(50)
        var pids: Set<String> = []
        for var client in clients {
            let answer = try client.response()
            #expect(answer.status == 200)
            #expect(answer.headers["x-amz-function-error"] == nil)
            pids.insert(answer.text)
        }
        #expect(pids.count == 4)
    }

    @Test func whoWaitsTooLongIsAskedToComeAgain() throws {
        let emulator = try Emulator(["--concurrency", "1", "--timeout", "1"], rogue: ["slow", "0.9"])
        let clients = try emulator.begin(4)
        var statuses: [Int] = []
        for var client in clients {
            let answer = try client.response()
            statuses.append(answer.status)
            if answer.status == 429 { #expect(answer.headers["x-amzn-errortype"] == "TooManyRequestsException") }
        }
        #expect(statuses.contains(200))
        #expect(statuses.contains(429))
    }

    @Test func theLogIsLambdasAndItsEndIsTheCallers() throws {
        let emulator = try Emulator(rogue: ["twice"])
        let answer = try emulator.invoke("{}", headers: ["X-Amz-Log-Type: Tail"])
        let id = try #require(answer.headers["x-amzn-requestid"])
        let tail = try #require(answer.headers["x-amz-log-result"].flatMap { Base64($0)?.bytes })
        let lines = String(decoding: tail, as: UTF8.self).split(separator: "\n")
        // What it said while it came up belongs to its first call.
        #expect(lines.first == "up")
        #expect(lines.contains("START RequestId: \(id) Version: $LATEST"))
        let report = try #require(lines.last)
        #expect(
            report.contains(
                /^REPORT RequestId: [-0-9a-f]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms$/
            ), "\(report)")
        #expect(try emulator.process.log.contains(report))
        #expect(try emulator.invoke("{}").headers["x-amz-log-result"] == nil)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func theEndLeavesNoProcessBehind(signal: Int32) throws {
        let emulator = try Emulator(["--concurrency", "3", "--timeout", "900"], rogue: ["slow", "600"])
        let clients = try emulator.begin(3)
        try waitUntil { try emulator.children().count == 3 }
        let children = try emulator.children()
        #expect(try emulator.process.stop(signal) == 0)
        for child in children { #expect(!Emulator.isRunning(child)) }
        // Whoever waited was told.
        var client = clients[0]
        #expect(try client.response().status == 200)
    }

    @Test func aFunctionWhoseEmulatorIsKilledEndsByItself() throws {
        let emulator = try Emulator()
        #expect(try emulator.invoke(#"{"id":"1","type":"PING","data":{}}"#).status == 200)
        let children = try emulator.children()
        #expect(children.count == 1)
        emulator.process.signal(SIGKILL)
        for child in children {
            // It tries to reach the Runtime API again for a while.
            try waitUntil { !Emulator.isRunning(child) }
        }
    }

    @Test func whatAProcessStartedEndsWithIt() throws {
        let folder = try Folder()
        let process = try RunningProgram(
            ["lambda", "--port", "0", "--", "/bin/sh", "-c", "sleep 1000 & echo $! > \(folder.path("pid")); exit 1"],
            environment: [:], program: "learnhooks")
        var client = try HTTPClient(port: process.port)
        #expect(try client.send(Emulator.invocation("{}".utf8)).text.contains("exit status 1"))
        let pid = try #require(
            Int32(String(contentsOfFile: folder.path("pid"), encoding: .utf8).trimmingCharacters(in: .newlines)))
        try waitUntil { !Emulator.isRunning(pid) }
    }

    @Test(arguments: [
        (["lambda"], Int32(64), "expected a command behind --"),
        (["lambda", "--timeout", "0", "--", "x"], 64, "--timeout: expected 1 to 900"),
        (["lambda", "--concurrency", "0", "--", "x"], 64, "--concurrency: expected"),
        (["lambda", "--host", "nowhere.invalid", "--", "true"], 69, "nowhere.invalid:9000"),
        (["lambda", "--", "nosuch"], 66, "learnhooks: nosuch: No such file or directory"),
        (["lambda", "--", "/nowhere/at/all"], 66, "learnhooks: /nowhere/at/all: No such file or directory"),
        (["lambda", "--", ""], 66, "No such file or directory"),
        (["lambda", "--", "README.md/x"], 66, "README.md/x: Not a directory"),
        (["lambda", "--", "./README.md"], 66, "./README.md: Permission denied"),
        (["lambda", "--", "./Sources"], 66, "./Sources: expected a program, found no regular file"),
    ])
    func whatCannotBeServedIsSaid(arguments: [String], status: Int32, message: String) throws {
        let outcome = try Program("learnhooks").run(arguments, input: Data())
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!outcome.errors.contains("http://"))
    }

    @Test(arguments: [
        ("#!/nowhere/interpreter -x\n", "its interpreter /nowhere/interpreter: No such file or directory"),
        ("#!\n", "its interpreter : No such file or directory"), ("echo no program\n", "Exec format error"),
        ("", "Exec format error"),
    ])
    func aFileThatIsNoProgramIsSaid(text: String, message: String) throws {
        let folder = try Folder()
        let path = try folder.write(text, to: "program")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        let outcome = try Program("learnhooks").run("lambda", "--", path)
        #expect(outcome.status == 66)
        #expect(outcome.errors == "learnhooks: \(path): \(message)\n")
    }
}
