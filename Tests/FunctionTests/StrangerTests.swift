import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// Nobody pays for those who prove nothing, however many they are and whatever they send.
@Suite(.blocking, .serialized) struct StrangerTests {
    /// What each of 1,020 connections sends, in pieces, between which an authentic delivery is made.
    enum Flood: String, CaseIterable, Sendable {
        /// No token, and a body but for its last byte.
        case bodiesWithoutProof
        /// A signature of the right form, and a body but for its last byte.
        case forgedBodies
        /// The same in chunks, which say nothing of how many there will be.
        case forgedChunks
        /// Heads that come little by little, and have no end.
        case heads
        /// Requests behind each other, of which no answer is read.
        case pipelines

        var start: String {
            let forged = "Host: a\r\nFalkor-Webhook-Signature: sha256=\(String(repeating: "ab", count: 32))\r\n"
            return switch self {
            case .bodiesWithoutProof: "POST /falkor HTTP/1.1\r\nHost: a\r\nContent-Length: 262144\r\n\r\n"
            case .forgedBodies: "POST /falkor HTTP/1.1\r\n\(forged)Content-Length: 262144\r\n\r\n"
            case .forgedChunks: "POST /falkor HTTP/1.1\r\n\(forged)Transfer-Encoding: chunked\r\n\r\nfffff\r\n"
            case .heads: "POST /falkor HTTP/1.1\r\nHost: a\r\nX: "
            case .pipelines: ""
            }
        }

        /// What follows, so many times.
        var piece: (text: String, count: Int) {
            switch self {
            case .bodiesWithoutProof, .forgedBodies, .forgedChunks: (String(repeating: "x", count: 87_381), 3)
            case .heads: (String(repeating: "x", count: 5_000), 3)
            case .pipelines:
                (String(repeating: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", count: 5), 3)
            }
        }
    }

    @Test(arguments: Flood.allCases) func theMemoryOfStrangersIsBoundedAndPlatformsAreServed(flood: Flood) throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        let knolyx = try #require(catalog.first { $0.name == "knolyx" })
        let ping = HTTPClient.bytes(
            of: try Fixtures.delivery(Array(#"{"id":"1","type":"PING","data":{}}"#.utf8), from: knolyx))
        var connections = try (0..<Extent.count(1_020, orElse: 420)).map { _ in try Connection(port: server.port) }
        let (piece, count) = flood.piece
        let pieces = Array(piece.utf8)
        for connection in connections { try? connection.send(flood.start) }
        for _ in 0..<count {
            // Who is refused is gone; who is not read from takes no more than fits between.
            for connection in connections { connection.sendWhatFits(pieces) }
            // In a body that comes in two parts, too.
            for isWhole in [true, false] {
                var client = try HTTPClient(port: server.port, seconds: 60)
                try client.connection.send(isWhole ? ping : ping.dropLast(5))
                if !isWhole {
                    usleep(20_000)
                    try client.connection.send(Array(ping.suffix(5)))
                }
                #expect(try client.response().status == 200, "\(flood)")
            }
        }
        let peak = try server.peakMemory
        #expect(peak <= 96 << 20, "\(flood): \(peak >> 20) MB")
        connections = []
        var client = try HTTPClient(port: server.port, seconds: 60)
        #expect(try client.get("/health/liveness").status == 200)
    }

    /// A body for which there is no room is told so, and those that are there keep theirs.
    @Test func theSlowestBodyIsAskedToComeAgain() throws {
        let server = try RunningProgram(
            environment: Fixtures.environment.merging(["MAX_BODY_BYTES": "200000", "MAX_BODIES_BYTES": "500000"]) { $1 }
        )
        let head =
            "PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: \(Fixtures.knolyx)\r\nContent-Length: 190000\r\n\r\n"
        let event = #"{"id":"1","type":"PING","data":{}}"#
        let body = event + String(repeating: " ", count: 190_000 - event.utf8.count)
        var slow = try HTTPClient(port: server.port)
        try slow.connection.send(head + body.prefix(100_000))
        usleep(300_000)
        // Each of these two is faster, and both together leave no room for the first.
        var others = try (0..<2).map { _ in try HTTPClient(port: server.port) }
        for other in others { try other.connection.send(head + body.prefix(170_000)) }
        let answer = try slow.response()
        #expect(answer.status == 408)
        #expect(answer.text.contains("MAX_BODIES_BYTES"))
        #expect(answer.isLast)
        for index in others.indices {
            try others[index].connection.send(String(body.dropFirst(170_000)))
            #expect(try others[index].response().status == 200)
        }
    }
}
