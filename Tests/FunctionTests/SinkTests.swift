import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// Where actions go, and what the platform is told when they cannot.
@Suite(.blocking) struct SinkTests {
    private let list = Array(
        #"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[{"guid":"1","state":"pending"},{"guid":"2","state":"pending"},{"guid":"3","state":"pending"}]}]}}"#
            .utf8)

    private func serve(_ sink: TestServer, _ environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(
            environment: Fixtures.environment.merging(["ACTIONS_TO": sink.url, "SINK_TIMEOUT": "600"]) { $1 }
                .merging(environment) { $1 })
    }

    private func deliver(_ body: [UInt8], to server: RunningProgram) throws -> HTTPClient.Response {
        var client = try HTTPClient(port: server.port)
        return try client.send(Fixtures.delivery(body, from: #require(catalog.first { $0.name == "falkor" })))
    }

    @Test func everySamplesActionsArriveAsBinaryEvents() throws {
        let sink = try TestServer { _, _ in .status(202) }
        let server = try serve(sink, ["K_CE_OVERRIDES": #"{"extensions":{"team":"a b","partitionkey":"one"}}"#])
        var expected: [JSONNode] = []
        for sample in Sample.all {
            let platform = try #require(catalog.first { $0.name == sample.platform })
            var client = try HTTPClient(port: server.port)
            #expect(try client.send(Fixtures.delivery(sample.bytes, from: platform)).status == 200)
            expected += try sample.expected.split(separator: "\n").map {
                try JSONDocument(parsing: Array($0.utf8)).root
            }
        }
        #expect(sink.requests.count == expected.count)
        // Those of one learner come in their order, and others beside them.
        var requests = sink.requests
        for action in expected {
            let index = try #require(requests.firstIndex { $0.headers["ce-id"] == action["id"]?.string })
            let request = requests.remove(at: index)
            #expect(request.line == "POST /actions HTTP/1.1")
            #expect(request.headers["host"] == "127.0.0.1:\(sink.port)")
            #expect(request.headers["content-type"] == "application/json")
            for name in ["specversion", "id", "source", "type", "time", "dataschema"] {
                #expect(request.headers["ce-\(name)"] == action[name]?.string)
            }
            #expect(request.headers["ce-subject"]?.removingPercentEncoding == action["subject"]?.string)
            #expect(request.headers["ce-datacontenttype"] == nil)
            #expect(request.headers["ce-team"] == "a%20b")
            #expect(request.headers["ce-partitionkey"] == "one")
            #expect(Array(request.body.utf8)[...] == action["data"]?.bytes)
        }
        // Connections are kept, and used again.
        #expect(sink.connections < 10)
    }

    @Test(arguments: [200, 201, 204])
    func whatWasTakenIsTaken(status: Int) throws {
        let sink = try TestServer { _, _ in .status(status) }
        let answer = try deliver(list, to: serve(sink))
        #expect(answer.status == 200)
        #expect(sink.requests.count == 3)
    }

    @Test(arguments: [500, 503, 408, 429, 302, 401, 403, 404, 409, 425])
    func whatFailsInPassingIsAskedForAgain(status: Int) throws {
        let sink = try TestServer { number, _ in .status(number == 1 ? status : 200) }
        let server = try serve(sink)
        let answer = try deliver(list, to: server)
        #expect(answer.status == 503)
        #expect(answer.headers["retry-after"] != nil)
        #expect(sink.requests.count == 2)
        #expect(try server.logLines.last?["delivery.outcome"]?.string == "undelivered")
        // Sent again, all are taken, under the ids that they had.
        #expect(try deliver(list, to: server).status == 200)
        #expect(sink.requests.count == 5)
        #expect(sink.requests[2].headers["ce-id"] == sink.requests[0].headers["ce-id"])
    }

    @Test(arguments: [400, 413, 418, 422])
    func whatIsRefusedForGoodIsKept(status: Int) throws {
        let folder = try Folder()
        let sink = try TestServer { number, _ in .status(number == 1 ? status : 200) }
        let server = try serve(sink, ["DEAD_LETTERS": folder.url.path])
        #expect(try deliver(list, to: server).status == 200)
        // The others are not held up.
        #expect(sink.requests.count == 3)
        #expect(try folder.files().count == 1)
        let line = try #require(try server.logLines.last)
        #expect(line["level"]?.string == "error")
        #expect(line["delivery.outcome"]?.string == "refused by the sink")
        let invoked = try Program("learnhooks").run("invoke", folder.path(folder.files()[0]))
        #expect(invoked.output.split(separator: "\n").count == 3)
    }

    @Test func whatIsRefusedForGoodAndNotKeptIsTheSendersToKeep() throws {
        let sink = try TestServer { _, _ in .status(400) }
        #expect(try deliver(list, to: serve(sink)).status == 422)
    }

    @Test func aSinkThatIsSlowIsWaitedForInTime() throws {
        let slow = try TestServer { _, _ in .status(200, after: 0.2) }
        #expect(try deliver(list, to: serve(slow)).status == 200)
        let never = try TestServer { _, _ in .silence }
        let server = try serve(never, ["SINK_TIMEOUT": "1"])
        #expect(try deliver(list, to: server).status == 503)
    }

    @Test func aSinkThatClosesBehindEachAnswerIsCalledAnew() throws {
        let sink = try TestServer { _, _ in .status(200, closing: true) }
        #expect(try deliver(list, to: serve(sink)).status == 200)
        #expect(sink.connections == 3)
    }

    @Test func aConnectionThatWasClosedWhileItWaitedIsNoFailure() throws {
        // The first answer keeps the connection, and the second request finds it gone.
        let sink = try TestServer { number, _ in number == 3 ? .close : .status(200) }
        let server = try serve(sink)
        var client = try HTTPClient(port: server.port)
        let delivery = try Fixtures.delivery(list, from: #require(catalog.first { $0.name == "falkor" }))
        #expect(try client.send(delivery).status == 200)
        #expect(try client.send(delivery).status == 200)
        #expect(sink.requests.count == 7)
    }

    @Test func aLongListGoesOverSeveralConnectionsAndKeepsEachLearnersOrder() throws {
        let sink = try TestServer { _, _ in .status(200, after: 0.01) }
        let server = try serve(sink)
        let rows = (0..<200).map { row in
            #"{"email":"\#(row)@example.com","status":{"state":"Complete","progress":100,"joined":"2020-01-01T00:00:00Z","timestamp":"2020-01-02T00:00:00Z","version":"1"}}"#
        }
        let body =
            #"{"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[\#(rows.joined(separator: ","))]}}"#
        #expect(try deliver(Array(body.utf8), to: server).status == 200)
        let kinds = Dictionary(grouping: sink.requests) { $0.headers["ce-partitionkey"] ?? "" }
            .mapValues { $0.map { $0.headers["ce-type"] ?? "" } }
        #expect(sink.requests.count >= 200)
        for order in kinds.values where order.count > 1 {
            #expect(order == ["learnhooks.enrolment.created", "learnhooks.activity.completed"])
        }
        #expect((2...16).contains(sink.connections))
    }

    @Test func aReaderWhoStopsHoldsUpNoOneElse() throws {
        let function = try #require(Program("learnhooks-function").process([]).executableURL?.path)
        let folder = try Folder()
        // The program takes the shell's place, so that it ends with the test.
        let server = try RunningProgram(
            [
                "-c", "mkfifo \"$1\"; sleep 600 < \"$1\" & echo $! > \"$2\"; exec \"$0\" > \"$1\"", function,
                folder.path("pipe"), folder.path("reader"),
            ],
            environment: Fixtures.environment.merging(["ACTIONS_TO": "stdout", "SINK_TIMEOUT": "1"]) { $1 },
            program: "/bin/sh")
        let reader = try String(contentsOfFile: folder.path("reader"), encoding: .utf8)
        defer { if let reader = Int32(reader.dropLast()) { kill(reader, SIGKILL) } }
        let rows = (0..<900).map { #"{"guid":"\#($0)","state":"pending"}"# }.joined(separator: ",")
        let body = Array(#"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[\#(rows)]}]}}"#.utf8)
        let falkor = try #require(catalog.first { $0.name == "falkor" })
        var waiting: [HTTPClient] = []
        for _ in 0..<4 {
            waiting.append(try HTTPClient(port: server.port))
            try waiting.last?.connection.send(HTTPClient.bytes(of: Fixtures.delivery(body, from: falkor)))
        }
        usleep(300_000)
        for _ in 0..<4 {
            var client = try HTTPClient(port: server.port)
            #expect(try client.get("/health/liveness").status == 200)
        }
        // A delivery that waits for the reader is answered: send it again.
        for client in waiting.suffix(2) {
            var client = client
            #expect(try client.response().status == 503)
        }
    }

    @Test func whatNoStatementCanBeMadeOfIsKeptAndCounted() throws {
        let folder = try Folder()
        let sink = try TestServer { _, _ in .status(200) }
        let server = try serve(sink, ["ACTIONS_FORMAT": "xapi", "DEAD_LETTERS": folder.url.path])
        #expect(try deliver(Array(#"{"type":"archived","data":{}}"#.utf8), to: server).status == 200)
        let line = try #require(try server.logLines.last)
        #expect(line["delivery.omitted"]?.number?.integer == 1)
        #expect(line["delivery.kept"]?.string == "true")
        #expect(try folder.files().count == 1)
        #expect(sink.requests.isEmpty)
    }

    /// Instruqt's own sample has a challenge without an id: a completion of it, which no store can tell from others.
    @Test func aStatementThatCannotBeMadeIsKeptAndCounted() throws {
        let folder = try Folder()
        let sink = try TestServer { _, _ in .status(200) }
        let server = try serve(sink, ["ACTIONS_FORMAT": "xapi", "DEAD_LETTERS": folder.url.path])
        let sample = try #require(Sample.all.first { $0.path.hasSuffix("track.challenge_started+no-challenge.json") })
        let platform = try #require(catalog.first { $0.name == sample.platform })
        var client = try HTTPClient(port: server.port)
        #expect(try client.send(Fixtures.delivery(sample.bytes, from: platform)).status == 200)
        let line = try #require(try server.logLines.last)
        #expect(line["delivery.omitted"]?.number?.integer == 1)
        #expect(line["delivery.kept"]?.string == "true")
        #expect(try folder.files().count == 1)
        #expect(sink.requests.isEmpty)
        // What has no verb is left out by design, and kept nowhere.
        let cleaned = try #require(Sample.all.first { $0.event == "track.cleaned" })
        #expect(try client.send(Fixtures.delivery(cleaned.bytes, from: platform)).status == 200)
        #expect(try server.logLines.last?["delivery.omitted"]?.number?.integer == 1)
        #expect(try folder.files().count == 1)
    }

    @Test func whoIsNamedByTheAccountForWantOfAnAddressIsCounted() throws {
        let sink = try TestServer { _, _ in .status(200) }
        let server = try serve(sink, ["ACTIONS_FORMAT": "xapi", "XAPI_ACTOR": "mbox"])
        let rows = ["a@example.com", "nobody"].map { #"{"guid":"\#($0)","email":"\#($0)","state":"pending"}"# }
        let body = #"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[\#(rows.joined(separator: ","))]}]}}"#
        #expect(try deliver(Array(body.utf8), to: server).status == 200)
        #expect(try server.logLines.last?["delivery.by_account"]?.number?.integer == 1)
        #expect(sink.requests.count == 2)
    }

    @Test func statementsAreBroughtAsAStoreWantsThem() throws {
        let sink = try TestServer { _, _ in .status(200) }
        let server = try serve(sink, ["ACTIONS_FORMAT": "xapi", "SINK_AUTHORIZATION": "Basic eDp5"])
        let row =
            #"{"email":"a@example.com","status":{"state":"Complete","progress":100,"joined":"2020-01-01T00:00:00Z","timestamp":"2020-01-02T00:00:00Z","version":"1"}}"#
        let body = #"{"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[\#(row),\#(row)]}}"#
        let answer = try deliver(Array(body.utf8), to: server)
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "application/json")
        let ids = try JSONDocument(parsing: answer.body).root.elements.map { $0.string ?? "" }
        // Both rows are the same.
        #expect(ids.count == 4)
        #expect(Set(ids).count == 2)
        for request in sink.requests {
            #expect(request.headers["authorization"] == "Basic eDp5")
            #expect(request.headers["x-experience-api-version"] == "1.0.3")
            for statement in try JSONDocument(parsing: Array(request.body.utf8)).root.elements {
                #expect(StatementValidator().problems(of: statement) == [])
            }
        }
        #expect(!sink.requests.isEmpty)
        #expect(try !server.log.contains("eDp5"))
    }

    @Test(arguments: [
        "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "HTTP/1.1 200 OK\r\nContent-Le", "",
    ])
    func aSinkThatAnswersNonsenseFailsInPassing(bytes: String) throws {
        let sink = try TestServer { _, _ in .bytes(bytes) }
        #expect(try deliver(list, to: serve(sink)).status == 503)
    }

    @Test func aSinkThatIsNotThereFailsInPassing() throws {
        let server = try RunningProgram(
            environment: Fixtures.environment.merging(["ACTIONS_TO": "http://127.0.0.1:1/"]) { $1 })
        #expect(try deliver(list, to: server).status == 503)
    }

    @Test func pipelinedDeliveriesAreAnsweredInOrderWhateverTheSinkTakes() throws {
        let sink = try TestServer { number, _ in .status(200, after: number % 3 == 0 ? 0.05 : 0) }
        let server = try serve(sink)
        let knolyx = try #require(catalog.first { $0.name == "knolyx" })
        var client = try HTTPClient(port: server.port)
        let events = (0..<20).map { #"{"id":"\#($0)","type":"PING"}"# }
        try client.connection.send(
            events.flatMap { HTTPClient.bytes(of: try Fixtures.delivery(Array($0.utf8), from: knolyx)) })
        let actions = try Program("learnhooks").run("invoke", input: Array(events.joined(separator: "\n").utf8)).output
        for action in actions.split(separator: "\n") {
            let id = try JSONDocument(parsing: Array(action.utf8)).root["id"]?.string
            #expect(try client.response().text == "[\"\(id ?? "")\"]\n")
        }
    }

    /// The caller is told the ids, and nothing about learners.
    @Test func anAnswerHoldsIdsAloneOnceActionsGoElsewhere() throws {
        let sink = try TestServer { _, _ in .status(200) }
        for environment in [["ACTIONS_TO": sink.url], ["ACTIONS_TO": "stdout"], ["K_SINK": sink.url]] {
            let server = try RunningProgram(environment: Fixtures.environment.merging(environment) { $1 })
            for sample in Sample.all {
                let platform = try #require(catalog.first { $0.name == sample.platform })
                var client = try HTTPClient(port: server.port)
                let answer = try client.send(
                    Fixtures.delivery(sample.bytes, from: platform), headers: ["Accept: application/cloudevents+json"])
                let ids = try sample.expected.split(separator: "\n").map {
                    "\"\(try JSONDocument(parsing: Array($0.utf8)).root["id"]?.string ?? "")\""
                }
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/json")
                #expect(answer.text == "[\(ids.joined(separator: ","))]\n", "\(sample)")
            }
        }
    }

    @Test func whatIsCutOffAtTheEndIsAskedForAgainAndSaid() throws {
        let sink = try TestServer { _, _ in .silence }
        let server = try serve(sink, ["SINK_TIMEOUT": "30"])
        let ping = Array(#"{"id":"1","type":"PING","data":{}}"#.utf8)
        let knolyx = try #require(catalog.first { $0.name == "knolyx" })
        let clients = try (0..<3).map { _ in try HTTPClient(port: server.port, seconds: 30) }
        for client in clients {
            try client.connection.send(HTTPClient.bytes(of: Fixtures.delivery(ping, from: knolyx)))
        }
        for _ in 0..<5_000 where sink.requests.count < 3 { usleep(2_000) }
        // One does not wait for the answer, and has its line all the same.
        clients[2].connection.resetWhenClosed()
        server.signal()
        for client in clients.prefix(2) {
            var client = client
            let answer = try client.response()
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] != nil)
            #expect(answer.isLast)
        }
        #expect(try server.wait() == 0)
        let lines = try server.logLines.filter { $0["message"]?.string == "delivery" }
        #expect(lines.count == 3)
        for line in lines {
            #expect(line["delivery.outcome"]?.string == "undelivered")
            #expect(line["http.status"]?.number?.integer == 503)
        }
    }

    @Test func actionsGoToStandardOutputAsLines() throws {
        let server = try RunningProgram(environment: Fixtures.environment.merging(["ACTIONS_TO": "stdout"]) { $1 })
        let samples = Sample.all.filter { $0.platform == "falkor" }
        for sample in samples { #expect(try deliver(sample.bytes, to: server).status == 200) }
        #expect(try server.output == samples.map(\.expected).joined())
    }

    @Test func aSinkByNameIsFound() throws {
        let sink = try TestServer { _, _ in .status(200) }
        let server = try RunningProgram(
            environment: Fixtures.environment.merging(["K_SINK": "http://localhost:\(sink.port)/a?b=c"]) { $1 })
        #expect(try deliver(list, to: server).status == 200)
        #expect(sink.requests.first?.line == "POST /a?b=c HTTP/1.1")
    }
}
