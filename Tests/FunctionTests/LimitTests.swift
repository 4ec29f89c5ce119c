import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// How much of everything is taken.
@Suite(.blocking) struct LimitTests {
    private func serve(_ environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(environment: Fixtures.environment.merging(environment) { $1 })
    }

    private let head = "PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\n"

    @Test func aBodyThatSaysItIsTooLargeIsRefusedUnread() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        try client.connection.send("\(head)Content-Length: \((1 << 20) + 1)\r\n\r\n")
        let answer = try client.response()
        #expect(answer.status == 413)
        #expect(answer.text.contains("MAX_BODY_BYTES"))
        #expect(answer.isLast)
    }

    @Test func aBodyOfTheLargestSizeIsTaken() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        let event = #"{"id":"1","type":"PING","data":{}}"#
        let body = event + String(repeating: " ", count: (1 << 20) - event.utf8.count)
        try client.connection.send("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(try client.response().status == 200)
        var chunked = try HTTPClient(port: server.port)
        try chunked.connection.send("\(head)Transfer-Encoding: chunked\r\n\r\n100001\r\n\(body) \r\n0\r\n\r\n")
        #expect(try chunked.response().status == 413)
    }

    @Test(arguments: [true, false])
    func twoHundredMegabytesDoNotTouchTheMemory(areChunks: Bool) throws {
        let server = try serve()
        var warm = try HTTPClient(port: server.port)
        _ = try warm.get("/metrics")
        let idle = try server.peakMemory
        let megabyte = [UInt8](repeating: 0x20, count: 1 << 20)
        var client = try HTTPClient(port: server.port)
        try client.connection.send(
            head + (areChunks ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: \(200 << 20)\r\n\r\n"))
        var isCut = false
        for _ in 0..<200 where !isCut {
            do {
                if areChunks { try client.connection.send("100000\r\n") }
                try client.connection.send(megabyte)
                if areChunks { try client.connection.send("\r\n") }
            } catch is Connection.Failure {
                // Who sends on and on after the answer is cut off in the end.
                isCut = true
            }
        }
        if !isCut { #expect(try client.response().status == 413) }
        #expect(try server.peakMemory - idle < 20 << 20)
    }

    @Test func aHeadThatIsTooLargeIsRefused() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        try client.connection.send("\(head)X: \(String(repeating: "a", count: 16 << 10))\r\n\r\n")
        #expect(try client.response().status == 431)
        // And so is one that has no end.
        var endless = try HTTPClient(port: server.port)
        try endless.connection.send("GET /\(String(repeating: "a", count: 17 << 10))")
        #expect(try endless.response().status == 431)
        // 16 KiB are allowed, in as many fields as fit.
        var many = try HTTPClient(port: server.port)
        try many.connection.send("\(head)\(String(repeating: "A: b\r\n", count: 250))Content-Length: 2\r\n\r\n{}")
        #expect(try many.response().status == 422)
    }

    @Test func whoIsTooSlowIsToldSo() throws {
        let server = try serve(["HEAD_TIMEOUT": "1", "BODY_TIMEOUT": "1"])
        var slowHead = try HTTPClient(port: server.port)
        try slowHead.connection.send(head)
        var slowBody = try HTTPClient(port: server.port)
        try slowBody.connection.send("\(head)Content-Length: 10\r\n\r\n{")
        var slowChunks = try HTTPClient(port: server.port)
        try slowChunks.connection.send("\(head)Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
        var silent = try HTTPClient(port: server.port)
        #expect(try slowHead.response().status == 408)
        #expect(try slowHead.isAtEnd())
        #expect(try slowBody.response().status == 408)
        #expect(try slowChunks.response().status == 408)
        // Who has said nothing is told nothing.
        #expect(try silent.isAtEnd())
    }

    @Test func aConnectionThatWaitsTooLongIsClosed() throws {
        let server = try serve(["IDLE_TIMEOUT": "1"])
        var client = try HTTPClient(port: server.port)
        #expect(try client.get("/health/liveness").status == 200)
        #expect(try client.isAtEnd())
    }

    /// What a connection may be doing that has proven nothing.
    @Test(arguments: [
        "", "GET /health/liveness HTTP/1.1\r\nHost: a\r\n\r\n", "PUT /knol",
        "PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\nContent-Length: 9\r\n\r\n{",
    ])
    func whoHasGoneLongestWithoutProofMakesRoom(sent: String) throws {
        let server = try serve(["MAX_CONNECTIONS": "2"])
        var proven = try HTTPClient(port: server.port)
        #expect(try proven.get("/health/liveness").status == 200)
        var other = try HTTPClient(port: server.port)
        #expect(try other.get("/health/liveness").status == 200)
        try other.connection.send(sent)
        if sent.hasPrefix("GET") { #expect(try other.response().status == 200) }
        // The first came before, and has proven something since.
        try proven.connection.send("\(head)Content-Length: 34\r\n\r\n" + #"{"id":"1","type":"PING","data":{}}"#)
        #expect(try proven.response().status == 200)
        var probe = try HTTPClient(port: server.port)
        #expect(try probe.get("/health/liveness").status == 200)
        // The other is closed, or reset.
        while let bytes = try? other.connection.receive(), !bytes.isEmpty {}
        let page = try proven.get("/metrics").text
        #expect(page.contains("learnhooks_connections_displaced_total 1\n"))
        #expect(page.contains("learnhooks_connections 2\n"))
    }

    @Test func whereAllWaitForAnswersToTheirProofsOthersWait() throws {
        let sink = try TestServer { _, _ in .status(200, after: 1) }
        let server = try serve(["MAX_CONNECTIONS": "1", "ACTIONS_TO": sink.url])
        var first = try HTTPClient(port: server.port)
        try first.connection.send("\(head)Content-Length: 34\r\n\r\n" + #"{"id":"1","type":"PING","data":{}}"#)
        for _ in 0..<5_000 where sink.requests.isEmpty { usleep(2_000) }
        var second = try HTTPClient(port: server.port)
        try second.connection.send("GET /health/liveness HTTP/1.1\r\nHost: a\r\n\r\n")
        // Both are answered, the first by what it waited for.
        #expect(try first.response().status == 200)
        #expect(try second.response().status == 200)
    }

    @Test func moreDeliveriesThanMayBeAreAskedToComeAgain() throws {
        let gate = Gate()
        let sink = try TestServer { _, _ in
            gate.pass()
            return .status(200)
        }
        let server = try serve(["MAX_IN_FLIGHT": "2", "ACTIONS_TO": sink.url, "SINK_TIMEOUT": "3600"])
        let request = "\(head)Content-Length: 34\r\n\r\n" + #"{"id":"1","type":"PING","data":{}}"#
        let waiting = try (0..<2).map { _ in try HTTPClient(port: server.port) }
        for client in waiting { try client.connection.send(request) }
        // One who has gone is still in flight while the sink is waited for.
        waiting[1].connection.resetWhenClosed()
        try waitUntil { sink.requests.count == 2 }
        var client = try HTTPClient(port: server.port)
        try client.connection.send(request)
        let refused = try client.response()
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] != nil)
        #expect(!refused.isLast)
        // Health is still answered, and so are the two that wait.
        var health = try HTTPClient(port: server.port)
        #expect(try health.get("/health/readiness").status == 200)
        gate.open()
        for client in waiting {
            var client = client
            #expect(try client.response().status == 200)
        }
        try client.connection.send(request)
        #expect(try client.response().status == 200)
    }

    @Test func headsWithoutBodiesTakeNobodysPlace() throws {
        let server = try serve(["MAX_IN_FLIGHT": "1"])
        let waiting = try (0..<20).map { _ in try HTTPClient(port: server.port) }
        for client in waiting { try client.connection.send("\(head)Content-Length: 34\r\n\r\n") }
        var client = try HTTPClient(port: server.port)
        try client.connection.send("\(head)Content-Length: 34\r\n\r\n" + #"{"id":"1","type":"PING","data":{}}"#)
        #expect(try client.response().status == 200)
    }

    @Test func aLargeAnswerReachesWhoIsSlowAndHasClosedHisHalf() throws {
        let server = try serve(["MAX_BODY_BYTES": "2000000"])
        let rows = (0..<9_000).map { #"{"guid":"\#($0)","state":"pending"}"# }.joined(separator: ",")
        let body = Array(#"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[\#(rows)]}]}}"#.utf8)
        let falkor = try #require(catalog.first { $0.name == "falkor" })
        let request = HTTPClient.bytes(of: try Fixtures.delivery(body, from: falkor), headers: ["Connection: close"])
        var client = try HTTPClient(port: server.port)
        try client.connection.send(request)
        client.connection.closeOutput()
        // Longer than a connection lingers behind its last answer.
        usleep(2_500_000)
        let answer = try client.response()
        #expect(answer.status == 200)
        #expect(try JSONDocument(parsing: answer.body).root.elements.map { $0 }.count == 9_000)
        // And the end of the server waits for it.
        var other = try HTTPClient(port: server.port)
        try other.connection.send(request)
        try waitForMetric("outcome=\"handled\"} 2\n", of: server)
        server.signal()
        usleep(500_000)
        #expect(try other.response().body.count == answer.body.count)
        #expect(try server.wait() == 0)
    }

    @Test func theSinksTimeIsNotTheBodys() throws {
        let sink = try TestServer { _, _ in .status(200, after: 1.5) }
        let server = try serve(["BODY_TIMEOUT": "1", "ACTIONS_TO": sink.url])
        var client = try HTTPClient(port: server.port)
        try client.connection.send("\(head)Content-Length: 34\r\n\r\n" + #"{"id":"1","type":"PING","data":{}}"#)
        #expect(try client.response().status == 200)
    }

    @Test func fewerOpenFilesAreFewerConnections() throws {
        let function = try #require(Program("learnhooks-function").process([]).executableURL?.path)
        let server = try RunningProgram(
            ["-c", "ulimit -n 60; exec '\(function)'"], environment: Fixtures.environment, program: "/bin/sh")
        #expect(try server.log.contains("limit of open files is too low"))
        let connections = try (0..<60).map { _ in try HTTPClient(port: server.port, seconds: 1) }
        // The later ones have taken the places of the earlier ones.
        let answers = connections.map { client in
            var client = client
            return (try? client.get("/health/liveness"))?.status
        }
        #expect(answers.suffix(30) == Array(repeating: 200, count: 30)[...])
        var last = try #require(connections.last)
        #expect(try last.get("/metrics").text.contains("learnhooks_connections_displaced_total 30\n"))
        // One line says it.
        #expect(try server.log.components(separatedBy: "proven nothing are closed first").count == 2)
        #expect(server.isRunning)
    }

    @Test func tenThousandConnectionsComeAndGo() throws {
        let server = try serve()
        for number in 0..<Extent.count(10_000, orElse: 2_000) {
            let connection = try Connection(port: server.port)
            if number % 3 == 1 { try connection.send("PUT /knolyx HTTP/1.1\r\nHost: a\r\n") }
            if number % 3 == 2 {
                try connection.send("\(head)Content-Length: 10\r\n\r\n{")
                connection.resetWhenClosed()
            }
        }
        var client = try HTTPClient(port: server.port)
        #expect(try client.get("/health/liveness").status == 200)
        client.connection.closeOutput()
        #expect(try waitForMetric("learnhooks_connections 1\n", of: server).contains("deliveries_in_flight 0\n"))
    }

    /// Waits until a line stands among the metrics, which are then returned; each look is a connection of its own.
    @discardableResult
    private func waitForMetric(_ line: String, of server: RunningProgram) throws -> String {
        var page = ""
        try waitUntil {
            // Where times are short, a slow machine may take longer to ask than a connection may wait.
            var client = try HTTPClient(port: server.port)
            page = (try? client.get("/metrics").text) ?? ""
            return page.contains(line)
        }
        return page
    }

    @Test func whoSendsAndReadsNothingIsClosedInTheEnd() throws {
        let server = try serve([
            "HEAD_TIMEOUT": "1", "BODY_TIMEOUT": "1", "IDLE_TIMEOUT": "1", "MAX_BODY_BYTES": "2000000",
        ])
        let falkor = try #require(catalog.first { $0.name == "falkor" })
        let rows = (0..<9_000).map { #"{"guid":"\#($0)","state":"pending"}"# }.joined(separator: ",")
        let body = Array(#"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[\#(rows)]}]}}"#.utf8)
        // One does not read a large answer; one does not read what is said of a large body, and one of a slow head.
        let clients = try (0..<3).map { _ in try HTTPClient(port: server.port) }
        try clients[0].connection.send(HTTPClient.bytes(of: Fixtures.delivery(body, from: falkor)))
        try clients[1].connection.send("\(head)Content-Length: 3000000\r\n\r\n{")
        try clients[2].connection.send("GET /met")
        #expect(try waitForMetric("learnhooks_connections 1\n", of: server).contains("deliveries_in_flight 0\n"))
        _ = clients
    }

    @Test func whoReadsNoAnswersIsNotWaitedFor() throws {
        let server = try serve(["BODY_TIMEOUT": "1"])
        let idle = try server.peakMemory
        let client = try HTTPClient(port: server.port, seconds: 1)
        let falkor = try #require(catalog.first { $0.name == "falkor" })
        let rows = (0..<500).map { #"{"guid":"\#($0)","state":"pending"}"# }.joined(separator: ",")
        let body = Array(#"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[\#(rows)]}]}}"#.utf8)
        let request = HTTPClient.bytes(of: try Fixtures.delivery(body, from: falkor))
        let many = Array(repeatElement(request, count: 20).joined())
        var isHeld = false
        for _ in 0..<1_000 where !isHeld {
            do { try client.connection.send(many) } catch { isHeld = true }
        }
        #expect(isHeld)
        #expect(try server.peakMemory - idle < 20 << 20)
    }
}
