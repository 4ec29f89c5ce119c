import NIOCore
import NIOHTTP1
import Support
import Testing
import Traits

@testable import HTTPClient

/// Connections that are kept, and what becomes of a request when they end.
@Suite(.blocking) struct ConnectionPoolTests {
    private static let head = "HTTP/1.1 200 OK\r\n"

    @Test func aConnectionIsKeptForTheNextRequest() async throws {
        let server = try TestServer { _, _ in .status(200) }
        let calls = Calls()
        for _ in 0..<3 { #expect(try await calls.post(server.url) == .success(200)) }
        #expect(server.connections == 1)
    }

    /// An address may change: no connection is kept for ever.
    @Test(arguments: [true, false])
    func aConnectionEndsWhenItIsIdleOrOld(isIdle: Bool) async throws {
        let server = try TestServer { _, _ in .status(200) }
        let calls = isIdle ? Calls(idle: .milliseconds(1)) : Calls(age: .nanoseconds(1))
        #expect(try await calls.post(server.url) == .success(200))
        // The other end sees the connection go; nothing is taken from the pool meanwhile.
        while calls.pool.idleCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await calls.post(server.url) == .success(200))
        #expect(server.connections == 2)
    }

    @Test func aConnectionThatWasClosedWhileItWaitedIsReplacedAtOnce() async throws {
        let server = try TestServer { number, _ in number == 1 ? .close : .status(200) }
        let calls = Calls()
        for _ in 0..<2 { #expect(try await calls.post(server.url) == .success(200)) }
        #expect(server.requests.count == 3)
    }

    @Test func aNewConnectionThatIsClosedIsNotTriedAgain() async throws {
        let server = try TestServer { _, _ in .close }
        #expect(try await Calls().post(server.url) == .failure(.lost))
        #expect(server.requests.count == 1)
    }

    @Test func anAnswerThatHasBegunIsNotAskedForAgain() async throws {
        let server = try TestServer { number, _ in number == 0 ? .status(200) : .bytes("HTTP/1.1 200 OK\r\nContent-Le")
        }
        let calls = Calls()
        #expect(try await calls.post(server.url) == .success(200))
        let answer = try await calls.post(server.url)
        #expect(answer == .failure(.cutOff) || answer == .failure(.garbled))
        #expect(server.requests.count == 2)
    }

    @Test(arguments: [
        ("\(head)Content-Length: 100\r\n\r\nshort", ClientError.cutOff), ("garbage\r\n\r\n", .garbled), ("", .lost),
        ("\(head)Transfer-Encoding: chunked\r\n\r\nx\r\n", .garbled),
    ])
    func whatIsNoAnswerIsSaid(bytes: String, expected: ClientError) async throws {
        let server = try TestServer { _, _ in .bytes(bytes) }
        let answer = try await Calls().post(server.url)
        #expect(answer == .failure(expected) || answer == .failure(.garbled))
    }

    /// What an answer says is in its head: of the rest 64 kB are read, and no more.
    @Test func aLongAnswerIsNotRead() async throws {
        let server = try TestServer { _, _ in
            .bytes("HTTP/1.1 202 X\r\nContent-Length: 1000000000\r\n\r\n" + String(repeating: "x", count: 1 << 20))
        }
        #expect(try await Calls().post(server.url) == .success(202))
    }

    @Test func anAnswerThatPointsElsewhereIsAnAnswer() async throws {
        let other = try TestServer { _, _ in .status(200) }
        let server = try TestServer { _, _ in .answer(307, headers: ["Location: \(other.url)"], body: "") }
        #expect(try await Calls().post(server.url) == .success(307))
        #expect(other.requests.isEmpty)
    }

    @Test func whoIsNotThereIsTold() async throws {
        #expect(try await Calls().post("http://127.0.0.1:1/") == .failure(.noConnection))
        #expect(try await Calls().post("http://no.such.host.invalid/") == .failure(.noSuchHost))
    }

    @Test func anAnswerThatDoesNotComeInTimeIsNone() async throws {
        let server = try TestServer { _, _ in .silence }
        #expect(try await Calls().post(server.url, seconds: 1) == .failure(.timeout))
    }

    @Test func secondsUntilTheNextAttemptAreRead() async throws {
        for (text, seconds) in [
            ("7", 7), ("0", 0), ("86400", 3_600), ("-1", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
        ]
            as [(String, Int?)]
        {
            let server = try TestServer { _, _ in .answer(503, headers: ["Retry-After: \(text)"], body: "") }
            let calls = Calls()
            let request = ClientRequest(.POST, at: try HTTPAddress(server.url))
            let answer = try await calls.pool.send(request, on: calls.eventLoop, until: .now() + .seconds(60)).get()
            #expect(answer.retryAfter == seconds)
        }
    }
}
