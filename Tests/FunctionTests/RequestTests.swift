import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// What a request may be, and what becomes of all others.
@Suite(.blocking) struct RequestTests {
    private static let body = #"{"id":"1","type":"PING","data":{}}"#

    /// A good delivery of Knolyx, as text.
    private func request(fields: String = "", body: String = body) -> String {
        "PUT /knolyx HTTP/1.1\r\nHost: localhost\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\n\(fields)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private func serve(_ environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(environment: Fixtures.environment.merging(environment) { $1 })
    }

    @Test(arguments: [
        // Two lengths, and a length beside chunks: RFC 9112, 6.3.
        "Host: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n", "Host: a\r\nContent-Length: 2, 2\r\n",
        "Host: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n", "Host: a\r\nContent-Length: +2\r\n",
        "Host: a\r\nContent-Length: 0x2\r\n", "Host: a\r\nContent-Length: \r\n", "Host: a\r\nContent-Length: -1\r\n",
        "Host: a\r\nContent-Length: 99999999999999999999\r\n",
        "Host: a\r\nTransfer-Encoding: chunked, identity\r\n", "Host: a\r\nTransfer-Encoding: xchunked\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: gzip\r\n",
        "Host: a\r\nTransfer-Encoding:\u{0B}chunked\r\n", "Host: a\r\nTransfer-Encoding : chunked\r\n",
        // Bare line feeds and carriage returns, and lines that are folded: 2.2 and 5.2.
        "Host: a\nContent-Length: 2\r\n", "Host: a\r\nX: a\nY: b\r\n", "Host: a\r\nX: a\rY: b\r\n",
        "Host: a\r\nX: a\r\n b\r\n",
        "Host: a\r\n\tX: a\r\n", " Host: a\r\n",
        // No Host, or two: 3.2.
        "X: a\r\n", "Host: a\r\nHost: a\r\n",
        // What is no field, and bytes that are no text.
        "Host: a\r\nnothing\r\n", "Host: a\r\n: a\r\n", "Host: a\r\nX: \u{0}\r\n", "Host: a\r\nX(: a\r\n",
        "Host: a\r\nX y: a\r\n",
    ])
    func whatCouldBeReadInTwoWaysIsRefused(fields: String) throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        try client.connection.send(
            "POST /falkor HTTP/1.1\r\n\(fields)\r\n{}GET /health/liveness HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.response()
        #expect(answer.status == 400, "\(answer.text)")
        #expect(answer.isLast)
        #expect(try client.isAtEnd())
    }

    @Test(arguments: [[0xFF], [0xC0, 0xA0], [0xED, 0xA0, 0x80], Array("K".utf8) + [0xF6]] as [[UInt8]])
    func bytesThatAreNoTextAreOpaqueInAFieldAndRefusedInATarget(bytes: [UInt8]) throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        let rest = Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        try client.connection.send(Array("POST /falkor".utf8) + bytes + rest)
        #expect(try client.response().status == 400)
        var other = try HTTPClient(port: server.port)
        let lines = request().split(separator: "\r\n", maxSplits: 1).map { Array("\($0)\r\n".utf8) }
        let city = Array("X-City: ".utf8) + bytes + Array("\r\n".utf8)
        try other.connection.send(lines[0] + city + lines[1].dropLast(2))
        #expect(try other.response().status == 200)
        // Where it is looked at, it is not what it should be.
        var forged = try HTTPClient(port: server.port)
        try forged.connection.send(
            Array("PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)".utf8) + bytes
                + Array("\r\n\r\n".utf8))
        #expect(try forged.response().status == 401)
    }

    @Test(arguments: [" ", "\t", " \t"])
    func whiteSpaceBehindAValueIsNoPartOfIt(space: String) throws {
        let server = try serve()
        for platform in catalog {
            let sample = try #require(Sample.all.first { $0.platform == platform.name })
            var delivery = try Fixtures.delivery(sample.bytes, from: platform)
            for index in delivery.headers.indices { delivery.headers[index].value += space }
            var client = try HTTPClient(port: server.port)
            let answer = try client.send(
                delivery,
                headers: ["Content-Encoding: identity\(space)", "Accept: application/cloudevents+json\(space)"])
            #expect(answer.status == 200, "\(platform.name)")
            #expect(!answer.isLast)
        }
        var closing = try HTTPClient(port: server.port)
        try closing.connection.send(
            "PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\(space)\r\n"
                + "Connection: close\(space)\r\nContent-Length: \(Self.body.utf8.count)\(space)\r\n\r\n\(Self.body)")
        let answer = try closing.response()
        #expect(answer.status == 200)
        #expect(answer.isLast)
    }

    /// What of a head is refuted by itself, while a body of 100 kB is announced that never comes.
    @Test(
        arguments: [
            ("PUT /nowhere", "", 404), ("POST /knolyx", "X-Webhook-Security-Token: \(Fixtures.knolyx)\r\n", 405),
            ("PUT /knolyx", "", 401), ("PUT /knolyx", "X-Webhook-Security-Token: no\r\n", 401),
            ("POST /konstantly/no", "", 401), ("POST /konstantly", "", 401), ("POST /falkor", "", 401),
            ("POST /falkor", "Falkor-Webhook-Signature: sha256=abc\r\n", 401), ("POST /instruqt", "", 401),
            (
                "POST /instruqt",
                "webhook-id: a\r\nwebhook-timestamp: 1700000000\r\nwebhook-signature: v1,AA==\r\n",
                401
            ),
            ("GET /falkor", "", 405), ("PUT /knolyx", "Content-Encoding: gzip\r\n", 415),
        ],
        [
            "Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1\r\n",
            "Content-Length: 9\r\nExpect: 100-continue\r\n\r\n",
        ])
    func whatTheHeadRefutesIsAnsweredBeforeTheBody(request: (line: String, fields: String, status: Int), body: String)
        throws
    {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        try client.connection.send("\(request.line) HTTP/1.1\r\nHost: a\r\n\(request.fields)\(body)")
        let answer = try client.response()
        #expect(answer.status == request.status)
        #expect(answer.isLast)
        #expect(try client.isAtEnd())
    }

    @Test func whatTheHeadDoesNotRefuteIsReadToItsEnd() throws {
        let server = try serve()
        for platform in catalog {
            let sample = try #require(Sample.all.first { $0.platform == platform.name })
            let bytes = HTTPClient.bytes(of: try Fixtures.delivery(sample.bytes, from: platform))
            var client = try HTTPClient(port: server.port)
            for start in stride(from: 0, to: bytes.count, by: 50) {
                try client.connection.send(Array(bytes[start..<min(start + 50, bytes.count)]))
                usleep(200)
            }
            #expect(try client.response().status == 200)
        }
    }

    @Test(arguments: [
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", "\u{16}\u{03}\u{01}\r\n\r\n",
        "{}\r\n\r\n",
    ])
    func whatIsNotHTTP11IsRefused(text: String) throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        try client.connection.send(text)
        #expect(try client.response().status == 400)
        #expect(try client.isAtEnd())
    }

    @Test func whatHTTPAllowsIsTaken() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        // Empty lines before a request, a target that is a whole URL, a query, names in any case, an upgrade that is passed over.
        try client.connection.send("\r\n\r\n" + request(fields: "X: ü\r\n"))
        #expect(try client.response().status == 200)
        try client.connection.send(request(fields: "Upgrade: h2c\r\nConnection: Upgrade\r\n"))
        let upgrade = try client.response()
        #expect(upgrade.status == 200)
        #expect(!upgrade.isLast)
        var other = try HTTPClient(port: server.port)
        try other.connection.send(
            "PUT http://example.com/knolyx?a=b HTTP/1.1\r\nHOST: x\r\nx-webhook-security-TOKEN:\(Fixtures.knolyx)\r\n"
                + "content-LENGTH: \(Self.body.utf8.count)\r\n\r\n\(Self.body)")
        #expect(try other.response().status == 200)
        var old = try HTTPClient(port: server.port)
        try old.connection.send("GET /health/liveness HTTP/1.0\r\n\r\n")
        #expect(try old.response().isLast)
        #expect(try old.isAtEnd())
        // A client of HTTP/1.0 is not told to go on, because it does not know that answer.
        var older = try HTTPClient(port: server.port)
        try older.connection.send(
            "PUT /knolyx HTTP/1.0\r\nExpect: 100-continue\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\n"
                + "Content-Length: \(Self.body.utf8.count)\r\n\r\n\(Self.body)")
        #expect(try older.response().status == 200)
    }

    @Test func healthPagesHaveNoBodyForHEAD() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        for path in ["/health/liveness", "/health/readiness", "/metrics"] {
            let head = try client.get(path, method: "HEAD")
            #expect(head.status == 200)
            #expect(head.headers["content-length"].flatMap { Int($0) } ?? 0 > 0)
            #expect(try client.get(path).status == 200)
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let server = try serve(["LEARNHOOKS_UNSIGNED": "falkor", "FALKOR_SECRETS": ""])
        var client = try HTTPClient(port: server.port)
        let count = 300
        var bytes: [UInt8] = []
        for number in 0..<count {
            let delivery = Delivery(
                method: "PUT", path: "/knolyx", headers: [.init("X-Webhook-Security-Token", Fixtures.knolyx)],
                body: Array(#"{"id":"\#(number)","type":"PING"}"#.utf8))
            bytes += HTTPClient.bytes(of: delivery)
        }
        let sent = bytes
        try client.connection.send(sent)
        for number in 0..<count {
            #expect(try client.response().text.contains(#""id":"\#(number)"}"#))
        }
    }

    /// Else strangers could queue work for hours, and platforms would wait behind it.
    @Test(arguments: ["GET /health/liveness", "GET /metrics", "PUT /knolyx", "GET /nowhere"])
    func whatIsQueuedBehindNoProofIsNotAnswered(line: String) throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        let request = "\(line) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        try client.connection.send(String(repeating: request, count: 3))
        #expect(try client.response().isLast)
        #expect(try client.isAtEnd())
    }

    @Test func aRequestInPiecesIsTaken() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        for byte in request().utf8 { try client.connection.send([byte]) }
        #expect(try client.response().status == 200)
    }

    @Test func chunksAreTakenAndEndTheConnection() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        let smuggled = "GET /health/liveness HTTP/1.1\r\nHost: a\r\n\r\n"
        try client.connection.send(
            "PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "10;x=y\r\n\(Self.body.prefix(16))\r\n\(String(Self.body.utf8.count - 16, radix: 16))\r\n\(Self.body.dropFirst(16))\r\n0\r\nX: y\r\n\r\n"
                + smuggled)
        let answer = try client.response()
        #expect(answer.status == 200)
        #expect(answer.isLast)
        #expect(try client.isAtEnd())
    }

    @Test func whatStandsBehindChunksChangesNoAnswer() throws {
        let sink = try TestServer { _, _ in .status(200, after: 0.3) }
        let server = try serve(["ACTIONS_TO": sink.url])
        var client = try HTTPClient(port: server.port)
        try client.connection.send(
            "PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "\(String(Self.body.utf8.count, radix: 16))\r\n\(Self.body)\r\n0\r\n\r\n\u{1}GARBAGE\r\n\r\n")
        #expect(try client.response().status == 200)
    }

    @Test func whoHasSentAllMayCloseThatHalf() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        try client.connection.send(request())
        client.connection.closeOutput()
        #expect(try client.response().status == 200)
        #expect(try client.isAtEnd())
        // A request that is never complete is dropped.
        var cut = try HTTPClient(port: server.port)
        try cut.connection.send(String(request().dropLast()))
        cut.connection.closeOutput()
        #expect(try cut.isAtEnd())
    }

    @Test(arguments: ["gzip", "deflate, gzip", "br"])
    func anEncodedBodyIsRefused(encoding: String) throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        try client.connection.send(request(fields: "Content-Encoding: \(encoding)\r\n"))
        #expect(try client.response().status == 415)
        #expect(try client.isAtEnd())
    }

    @Test func whoWaitsToBeAskedIsAsked() throws {
        let server = try serve(["MAX_BODY_BYTES": "100"])
        var client = try HTTPClient(port: server.port)
        let head =
            "PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\nExpect: 100-continue\r\n"
        try client.connection.send("\(head)Content-Length: \(Self.body.utf8.count)\r\n\r\n")
        #expect(try client.response().status == 100)
        try client.connection.send(Self.body)
        #expect(try client.response().status == 200)
        // Who has too much to say is told so before.
        try client.connection.send("\(head)Content-Length: 101\r\n\r\n")
        #expect(try client.response().status == 413)
        var other = try HTTPClient(port: server.port)
        try other.connection.send("POST /falkor HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n")
        #expect(try other.response().status == 417)
    }

    @Test func garbageInEveryPlaceOfARequestEndsNothing() throws {
        let server = try serve()
        var random = SeededGenerator(seed: 4)
        for _ in 0..<400 {
            var bytes = Array(request(fields: "Accept: */*\r\nExpect: 100-continue\r\nX-A: b\r\n").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
                }
            }
            var client = try HTTPClient(port: server.port)
            try client.connection.send(bytes)
            client.connection.closeOutput()
            do {
                var answer = try client.response()
                if answer.status == 100 { answer = try client.response() }
                #expect([200, 400, 401, 404, 405, 413, 415, 417, 422].contains(answer.status))
            } catch is HTTPClient.Malformed {
                // It was not whole, and was given up.
            }
        }
        var client = try HTTPClient(port: server.port)
        try client.connection.send(request())
        #expect(try client.response().status == 200)
    }
}
