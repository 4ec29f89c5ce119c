import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// The program: how it starts, what it says, how it ends.
@Suite(.blocking) struct ProgramTests {
    private let program = Program("learnhooks-function")
    private let ping = Array(#"{"id":"1","type":"PING","data":{}}"#.utf8)

    private func knolyx() throws -> Platform { try #require(catalog.first { $0.name == "knolyx" }) }

    @Test(
        arguments: [
            (["instruqt/track.complete"], [:], 64, "did you mean instruqt/track.completed?"),
            (["--port"], [:], 64, "expected one target"), (["knolyx", "falkor"], [:], 64, "expected one target"),
            (
                [], [:], 78,
                "\(catalog.map { "\($0.name.uppercased())_SECRETS" }.joined(separator: ", ")): expected a secret"
            ),
            (["knolyx"], ["FALKOR_SECRETS": "a"], 78, "KNOLYX_SECRETS: expected a secret"),
            ([], ["FUNCTION_TARGET": "knolix"], 64, "did you mean knolyx?"),
            ([], ["KNOLYX_SECRETS": Fixtures.knolyx, "PORT": "http"], 78, "PORT: expected a number from 0 to 65535"),
            ([], ["KNOLYX_SECRETS": Fixtures.knolyx, "MAX_BODY_BYTES": "0"], 78, "MAX_BODY_BYTES: expected a number"),
            ([], ["KNOLYX_SECRETS": Fixtures.knolyx, "LOG_LEVEL": "loud"], 78, "LOG_LEVEL: expected one of trace"),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "FUNCTION_SIGNATURE_TYPE": "event"], 78,
                "expected one of http, cloudevent"
            ),
            (
                [],
                ["KNOLYX_SECRETS": Fixtures.knolyx, "ACTIONS_TO": "https://x.example/", "SSL_CERT_FILE": "/no/such"],
                78, "SSL_CERT_FILE: expected a readable file of certificates in PEM"
            ),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "ACTIONS_TO": "file"], 78,
                "ACTIONS_TO: expected response, stdout or a URL"
            ),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "K_SINK": "http://u:p@x/"], 78,
                "K_SINK: expected a URL without a user's name"
            ),
            (
                [],
                [
                    "KNOLYX_SECRETS": Fixtures.knolyx, "K_SINK": "http://x/",
                    "K_CE_OVERRIDES": #"{"extensions":{"id":"1"}}"#,
                ], 78,
                "K_CE_OVERRIDES"
            ),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "K_SINK": "http://x/", "K_CE_OVERRIDES": "[]"], 78,
                "K_CE_OVERRIDES"
            ),
            (
                [],
                [
                    "KNOLYX_SECRETS": Fixtures.knolyx, "K_SINK": "http://x/",
                    "K_CE_OVERRIDES": #"{"extensions":{"a":""}}"#,
                ], 78,
                "K_CE_OVERRIDES"
            ),
            ([], ["KNOLYX_SECRETS": Fixtures.knolyx, "K_SINK": "stdout"], 78, "K_SINK: expected"),
            ([], ["KNOLYX_SECRETS": Fixtures.knolyx, "PORT": "+0"], 78, "PORT: expected a number"),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "ACTIONS_FORMAT": "text"], 78,
                "ACTIONS_FORMAT: expected one of cloudevents, xapi"
            ),
            ([], ["KNOLYX_SECRETS": Fixtures.knolyx, "XAPI_INCLUDE": "all"], 78, "XAPI_INCLUDE: expected payments"),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "DEAD_LETTERS": "/nowhere/at/all"], 78,
                "DEAD_LETTERS: no file can be made there"
            ),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "HOST": "no.such.host.invalid"], 69,
                "HOST: no.such.host.invalid:8080: no such address"
            ),
            ([], ["KNOLYX_SECRETS": Fixtures.knolyx, "HOST": "192.0.2.1"], 69, "HOST: 192.0.2.1:8080: "),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "MAX_BODIES_BYTES": "2097151"], 78,
                "MAX_BODIES_BYTES: expected twice MAX_BODY_BYTES at least, which is 2097152"
            ),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "PATH_PREFIX": "hooks"], 78,
                "PATH_PREFIX: expected a path such as /hooks"
            ),
            (
                [], ["KNOLYX_SECRETS": Fixtures.knolyx, "PATH_PREFIX": "/a?b"], 78,
                "PATH_PREFIX: expected a path such as /hooks"
            ),
        ] as [([String], [String: String], Int32, String)])
    func whatCannotBeServedIsSaidAtTheStart(
        arguments: [String], environment: [String: String], status: Int32, message: String
    ) throws {
        let outcome = try Program("learnhooks-function", environment: environment).run(arguments, input: Data())
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func aPortInUseIsOneLine() throws {
        let first = try RunningProgram(environment: Fixtures.environment)
        let environment = Fixtures.environment.merging(["PORT": "\(first.port)"]) { $1 }
        let second = try Program("learnhooks-function", environment: environment).run()
        #expect(second.status == 69)
        #expect(second.errors == "learnhooks-function: 0.0.0.0:\(first.port): Address already in use\n")
    }

    @Test(arguments: ["::", "[::]", "[::1]", "::1"]) func anAddressMayStandInBrackets(host: String) throws {
        let server = try RunningProgram(environment: Fixtures.environment.merging(["HOST": host]) { $1 })
        #expect(server.isRunning)
    }

    @Test(arguments: ["0.0.0.0", "127.0.0.1", "localhost"]) func itAsksItselfForItsHealth(host: String) throws {
        let server = try RunningProgram(
            environment: Fixtures.environment.merging(["HOST": host, "SHUTDOWN_DELAY": "20"]) { $1 })
        let program = Program("learnhooks-function", environment: ["HOST": host, "PORT": "\(server.port)"])
        let healthy = try program.run("--check-health")
        #expect(healthy.status == 0)
        #expect((healthy.output + healthy.errors).isEmpty)
        // It asks whether requests are taken, and they are not once it is to end.
        server.signal()
        var client = try HTTPClient(port: server.port)
        while try client.get("/health/readiness").status == 200 { client = try HTTPClient(port: server.port) }
        let ending = try program.run("--check-health")
        #expect(ending.status == 1)
        #expect(ending.errors.hasSuffix(":\(server.port): answered 503\n"), "\(ending.errors)")
        #expect(try server.stop() == 128 + SIGTERM)
        let gone = try program.run("--check-health")
        #expect(gone.status == 1)
        #expect(gone.errors.hasSuffix(":\(server.port): no answer\n"), "\(gone.errors)")
    }

    @Test func aServerThatDoesNotAnswerIsNotHealthy() throws {
        let server = try TestServer { _, _ in .silence }
        let outcome = try Program("learnhooks-function", environment: ["PORT": "\(server.port)"]).run("--check-health")
        #expect(outcome.status == 1)
        #expect(server.requests.map(\.line) == ["GET /health/readiness HTTP/1.1"])
    }

    @Test func whereNobodyKnowsThePortThereIsNothingToAsk() throws {
        let outcome = try Program("learnhooks-function", environment: ["PORT": "0"]).run("--check-health")
        #expect(outcome.status == 78)
        #expect(outcome.errors == "learnhooks-function: PORT: expected the port that the server listens at, found 0\n")
    }

    @Test func theHandlerOfLambdaNamesTheTarget() throws {
        let server = try RunningProgram(environment: Fixtures.environment.merging(["_HANDLER": "knolyx/PING"]) { $1 })
        #expect(try server.log.contains(#""function.target":"knolyx/PING""#))
        let blank = try RunningProgram(
            environment: Fixtures.environment.merging(["_HANDLER": "bootstrap", "FUNCTION_TARGET": ""]) { $1 })
        #expect(try blank.log.contains(#""function.target":"every platform""#))
    }

    @Test func standardInputIsCarriedOnce() throws {
        let outcome = try program.run("knolyx/PING", "--stdin", input: ping)
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix(#"{"specversion":"1.0""#))
        let bad = try program.run("--stdin", input: Array(#"{"type":"COURSE_STARTED"}"#.utf8))
        #expect(bad.status == 1)
        #expect(bad.errors == "<stdin>:1: knolyx COURSE_STARTED: data: expected an object, found nothing\n")
    }

    @Test func standardInputIsWrittenInTheFormatThatIsSet() throws {
        let event = try #require(Sample.all.first { $0.path == "events/konstantly/Course.Finished.json" })
        let statement = try Program("learnhooks-function", environment: ["ACTIONS_FORMAT": "xapi"])
            .run("--stdin", input: event.bytes)
        #expect(statement.status == 0)
        #expect(statement.output == (try Program("learnhooks").run("invoke", "--format", "xapi", event.path).output))
        let wrong = try Program("learnhooks-function", environment: ["ACTIONS_FORMAT": "bogus"])
            .run("--stdin", input: event.bytes)
        #expect(wrong.status == 78)
        let omitted = try Program("learnhooks-function", environment: ["ACTIONS_FORMAT": "xapi"]).run(
            "--stdin", input: ping)
        #expect(omitted.errors.contains("1 actions have no statement: 1 webhook.pinged"))
    }

    @Test func aFilterEndsByTheFirstSignal() throws {
        let process = program.process(["--stdin"])
        process.standardInput = Pipe()
        try process.run()
        usleep(300_000)
        kill(process.processIdentifier, SIGTERM)
        try waitUntil { !process.isRunning }
    }

    @Test func connectionsThatComeWhileItStopsDoNotHoldItUp() throws {
        for _ in 0..<4 {
            let server = try RunningProgram(environment: Fixtures.environment)
            var connections: [Connection] = []
            for number in 0..<300 {
                if number == 100 { server.signal() }
                guard let connection = try? Connection(port: server.port) else { break }
                connections.append(connection)
            }
            #expect(try server.wait() == 0)
            #expect(try !server.log.contains("cut off"))
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItWell(signal: Int32) throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        // Standard input is at its end, and a connection waits: neither matters.
        var waiting = try HTTPClient(port: server.port)
        #expect(try waiting.get("/health/liveness").status == 200)
        #expect(try server.stop(signal) == 0)
        #expect(try waiting.isAtEnd())
        #expect(try server.logLines.last?["message"]?.string == "ended")
    }

    @Test func whatIsInFlightIsAnsweredBeforeTheEnd() throws {
        let gate = Gate()
        let sink = try TestServer { _, _ in
            gate.pass()
            return .status(200)
        }
        let server = try RunningProgram(
            environment: Fixtures.environment.merging(["ACTIONS_TO": sink.url, "SHUTDOWN_DELAY": "1"]) { $1 })
        let bytes = HTTPClient.bytes(of: try Fixtures.delivery(ping, from: knolyx()))
        // Half of them wait for the sink, and of half a part of the body is still to come.
        let clients = try (0..<100).map { _ in try HTTPClient(port: server.port) }
        for (number, client) in clients.enumerated() {
            try client.connection.send(number % 2 == 0 ? bytes : bytes.dropLast(5))
        }
        // As many as may be sent to one destination at once; the others wait behind them.
        try waitUntil { sink.requests.count == 16 }
        server.signal()
        // Who asks now is told that it is to end, or finds the door shut.
        try waitUntil {
            guard var client = try? HTTPClient(port: server.port) else { return true }
            return try client.get("/health/readiness").status == 503
        }
        for (number, client) in clients.enumerated() where number % 2 == 1 {
            try client.connection.send(Array(bytes.suffix(5)))
        }
        gate.open()
        for client in clients {
            var client = client
            let answer = try client.response()
            #expect(answer.status == 200)
            #expect(answer.isLast)
        }
        #expect(try server.wait() == 0)
    }

    @Test func whoAsksWhileItStopsIsToldToGoElsewhere() throws {
        let server = try RunningProgram(environment: Fixtures.environment.merging(["SHUTDOWN_DELAY": "3600"]) { $1 })
        #expect(try readiness(of: server).status == 200)
        server.signal()
        try waitUntil { try readiness(of: server).status == 503 }
        #expect(try readiness(of: server).isLast)
        // New connections are still taken, and each is for one request.
        var other = try HTTPClient(port: server.port)
        let answer = try other.send(Fixtures.delivery(ping, from: knolyx()))
        #expect(answer.status == 200)
        #expect(answer.isLast)
    }

    @Test func behindItsEndNobodyIsServed() throws {
        let server = try RunningProgram(environment: Fixtures.environment.merging(["SHUTDOWN_DELAY": "1"]) { $1 })
        let start = ContinuousClock.now
        #expect(try server.stop() == 0)
        #expect(start.duration(to: .now) >= .seconds(1))
        #expect(throws: Connection.Failure.self) { try Connection(port: server.port) }
    }

    private func readiness(of server: RunningProgram) throws -> HTTPClient.Response {
        var client = try HTTPClient(port: server.port)
        return try client.get("/health/readiness")
    }

    @Test func logsAreLinesOfJSONWithoutAnybodysData() throws {
        let server = try RunningProgram(
            environment: Fixtures.environment.merging([
                "INSTRUQT_SECRETS": "\(Fixtures.otherWhsec) \(Fixtures.whsec)", "LOG_LEVEL": "trace",
            ]) { $1 })
        for sample in Sample.all {
            var client = try HTTPClient(port: server.port)
            let platform = try #require(catalog.first { $0.name == sample.platform })
            _ = try client.send(Fixtures.delivery(sample.bytes, from: platform))
            // The same, and not authentic.
            var delivery = try Fixtures.delivery(sample.bytes, from: platform)
            delivery.body.append(0x20)
            _ = try client.send(delivery)
        }
        // Reading the log looks for secrets, names and addresses.
        let lines = try server.logLines
        for line in lines {
            #expect(line["time"]?.string.flatMap { Timestamp($0) } != nil)
            #expect(["info", "notice", "warning", "error"].contains(line["level"]?.string))
        }
        let good = try #require(lines.first { $0["delivery.platform"]?.string == "instruqt" })
        #expect(good["level"]?.string == "notice")
        #expect(good["secret.number"]?.number?.integer == 2)
        #expect(good["delivery.ms"]?.number != nil)
        #expect(good["http.status"]?.number?.integer == 200)
        var client = try HTTPClient(port: server.port)
        #expect(
            try client.get("/metrics").text.contains(
                #"learnhooks_secret_matches_total{platform="instruqt",secret="2"}"#))
    }

    @Test func anEventTypeThatIsNoWordIsNotLogged() throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        var client = try HTTPClient(port: server.port)
        for type in ["john@example.com", String(repeating: "T", count: 65), "a b", "a\\u0007"] {
            let body = Array(#"{"id":"1","type":"\#(type)"}"#.utf8)
            #expect(try client.send(Fixtures.delivery(body, from: knolyx())).status == 200)
            #expect(try server.logLines.last?["delivery.type"]?.string == "(other)")
        }
    }

    @Test func aSignalWhileItStartsIsNotLost() throws {
        for delay in stride(from: 0, to: 40_000, by: 1_000) {
            let process = Program(
                "learnhooks-function", environment: Fixtures.environment.merging(["PORT": "0"]) { $1 }
            )
            .process([])
            (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
            try process.run()
            usleep(UInt32(delay))
            kill(process.processIdentifier, SIGTERM)
            try waitUntil { !process.isRunning }
        }
    }

    @Test func theSecondSignalDoesNotWait() throws {
        let server = try RunningProgram(environment: Fixtures.environment.merging(["SHUTDOWN_DELAY": "3600"]) { $1 })
        server.signal(SIGINT)
        try waitUntil { try readiness(of: server).status == 503 }
        #expect(try server.stop(SIGINT) == 128 + SIGINT)
    }

    @Test func whatDoesNotComeInTimeIsToldThatItStops() throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        var client = try HTTPClient(port: server.port)
        try client.connection.send(
            "PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\nContent-Length: 10\r\n"
                + "Expect: 100-continue\r\n\r\n")
        #expect(try client.response().status == 100)
        server.signal()
        let answer = try client.response()
        #expect(answer.status == 503)
        #expect(answer.headers["retry-after"] != nil)
        #expect(try server.wait() == 0)
    }

    @Test func theLevelOfTheLogIsSet() throws {
        let server = try RunningProgram(environment: Fixtures.environment.merging(["LOG_LEVEL": "Info"]) { $1 })
        #expect(try server.logLines.count == 2)
    }

    @Test func itLinksNoFullFoundation() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["ldd", try #require(program.process([]).executableURL?.path)]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let libraries = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(libraries.contains("libswiftCore"))
        #expect(!libraries.contains("libFoundation.so"))
        #expect(!libraries.contains("libFoundationInternationalization"))
    }
}
