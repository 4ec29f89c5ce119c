import Foundation
import HTTPClient
import LearnHooks
import Support
import Synchronization
import Testing
import Traits

@testable import Calling

/// What becomes of calls, by servers that answer well and badly.
@Suite(.blocking) struct CallerTests {
    private static let calls: [(platform: String, name: String, values: Call.Values, answer: String)] = [
        (
            "falkor", "list enrolments", [:],
            #"{"status":"success","data":[{"pathway":{"ID":"A"},"enrolments":[],"new":1}],"hash":"x"}"#
        ),
        ("falkor", "list events", [:], #"{"status":"success","data":[{"pathway":{"ID":"A"},"events":[]}],"new":1}"#),
        ("falkor", "list rewards", [:], #"{"status":"success","data":[{"pathway":{"ID":"A"},"rewards":[]}]}"#),
        (
            "instruqt", "learners", ["invite": ["i"]],
            #"{"data":{"trackInvite":{"claims":[{"id":"c","user":{"id":"u"},"userDetails":null,"new":1}]}}}"#
        ),
        ("instruqt", "plays", [:], #"{"data":{"labPlayReports":{"items":[{"id":"p","stoppedReason":null}]}}}"#),
        ("knolyx", "webhooks list", [:], #"[{"id":1,"new":2}]"#),
        ("knolyx", "webhooks show", ["id": ["1"]], #"{"id":1}"#),
        ("knolyx", "webhooks create", ["url": ["https://a.example"]], #"{"id":1}"#),
        ("knolyx", "webhooks delete", ["id": ["1"]], #"{"id":1}"#),
        ("knolyx", "webhooks ping", [:], #"{"id":1}"#),
        (
            "konstantly", "last", ["type": ["course.started"]],
            #"{"occuredAt":1,"type":"Course/Started","body":{},"new":1}"#
        ),
    ]

    private final class Count: Sendable {
        let value = Mutex(0)
    }

    @Test func everyCallIsTried() {
        let all = apiNames()
        #expect(all == Self.calls.map { "\($0.platform) \($0.name)" })
    }

    @Test(arguments: calls.indices) func aRightAnswerIsOneRow(index: Int) throws {
        let (platform, name, values, answer) = Self.calls[index]
        let server = try TestServer { _, _ in .answer(200, headers: [], body: answer) }
        let api = try api(platform)
        #expect(try api.caller(server.port).rows(of: try api.call(name), with: values)?.count == 1)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: calls.indices, [401, 403, 500])
    func aRefusalIsSaidWithItsMessageAndWithoutTheKey(index: Int, status: Int) throws {
        let (platform, name, values, _) = Self.calls[index]
        let server = try TestServer { _, _ in
            .answer(status, headers: [], body: #"{"status":"error","message":"no such key: secret-key\u001b"}"#)
        }
        let error = try #require(throws: CallError.self) {
            let api = try api(platform)
            _ = try api.caller(server.port).rows(of: try api.call(name), with: values)
        }
        #expect(error.description.hasPrefix("\(platform) \(name): answered \(status): no such key: ***"))
        #expect(!error.description.contains("secret-key") && !error.description.contains("\u{1b}"))
        #expect(server.requests.count == 1)
    }

    @Test(arguments: calls.indices) func whoIsAskedToWaitComesAgain(index: Int) throws {
        let (platform, name, values, answer) = Self.calls[index]
        let server = try TestServer { number, _ in
            number == 0
                ? .answer(429, headers: ["Retry-After: 7"], body: "") : .answer(200, headers: [], body: answer)
        }
        let api = try api(platform)
        #expect(try api.caller(server.port).rows(of: try api.call(name), with: values)?.count == 1)
        #expect(server.requests.count == 2)
    }

    @Test(arguments: calls.indices) func aLostAnswerIsAskedForAgainWhereThatDoesNoHarm(index: Int) throws {
        let (platform, name, values, _) = Self.calls[index]
        let server = try TestServer { _, _ in .close }
        let api = try api(platform)
        let call = try api.call(name)
        #expect(throws: CallError.self) { try api.caller(server.port).rows(of: call, with: values) }
        #expect(server.requests.count == (call.isRepeatable ? Retrying.mostAttempts : 1))
    }

    @Test(arguments: calls.indices) func anAnswerThatNeverComesIsGivenUp(index: Int) throws {
        let (platform, name, values, _) = Self.calls[index]
        let server = try TestServer { _, _ in .silence }
        let api = try api(platform)
        let error = try #require(throws: CallError.self) {
            try api.caller(server.port, seconds: 1).rows(of: try api.call(name), with: values)
        }
        #expect(error.description.hasSuffix("no answer in time"))
    }

    @Test(arguments: calls.indices, [#"{"data":"#, #"{"data":{},"data":{}}"#, "<html>"])
    func brokenJSONIsSaidWithoutWhatItHolds(index: Int, text: String) throws {
        let (platform, name, values, _) = Self.calls[index]
        let server = try TestServer { _, _ in .answer(200, headers: [], body: text) }
        let api = try api(platform)
        let error = try #require(throws: CallError.self) {
            try api.caller(server.port).rows(of: try api.call(name), with: values)
        }
        #expect(error.description.contains("the answer is not as documented"))
    }

    @Test(arguments: calls.indices.filter { calls[$0].platform != "knolyx" && calls[$0].name != "learners" })
    func aMissingFieldIsNamed(index: Int) throws {
        let (platform, name, values, _) = Self.calls[index]
        let server = try TestServer { _, _ in .answer(200, headers: [], body: #"{"data":{"labPlayReports":{}}}"#) }
        let api = try api(platform)
        let error = try #require(throws: CallError.self) {
            try api.caller(server.port).rows(of: try api.call(name), with: values)
        }
        #expect(error.description.contains(": expected "))
    }

    @Test(arguments: calls.indices) func aGigabyteIsNotHeld(index: Int) throws {
        let (platform, name, values, _) = Self.calls[index]
        let (sent, isEnded) = (Count(), Gate())
        let server = try ScriptedServer { connection in
            defer { isEnded.open() }
            _ = try connection.receive()
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
            let block = String(repeating: " ", count: 1 << 20)
            for _ in 0..<1_024 {
                try connection.send(block)
                sent.value.withLock { $0 += 1 }
            }
        }
        let api = try api(platform)
        let error = try #require(throws: CallError.self) {
            try api.caller(server.port).rows(of: try api.call(name), with: values)
        }
        #expect(error.description.contains("too long"))
        isEnded.pass()
        // What was taken is what was held, and what the system has between the two: far from all of it.
        #expect(sent.value.withLock { $0 } < 100)
    }

    @Test(arguments: calls.indices, [301, 302, 307, 308])
    func noRedirectIsFollowed(index: Int, status: Int) throws {
        let (platform, name, values, _) = Self.calls[index]
        let other = try TestServer { _, _ in .status(200) }
        let server = try TestServer { _, _ in .answer(status, headers: ["Location: \(other.url)"], body: "") }
        let api = try api(platform)
        let error = try #require(throws: CallError.self) {
            try api.caller(server.port).rows(of: try api.call(name), with: values)
        }
        #expect(error.description == "\(platform) \(name): answered \(status)")
        #expect(server.requests.count == 1 && other.connections == 0)
    }

    /// A byte at a time is no answer in time.
    @Test(arguments: calls.indices) func anAnswerThatTricklesIsGivenUp(index: Int) throws {
        let (platform, name, values, _) = Self.calls[index]
        let server = try ScriptedServer { connection in
            _ = try connection.receive()
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            for _ in 0..<1_000_000 {
                try connection.send(" ")
                usleep(20_000)
            }
        }
        let api = try api(platform)
        let error = try #require(throws: CallError.self) {
            try api.caller(server.port, seconds: 1).rows(of: try api.call(name), with: values)
        }
        #expect(error.description.hasSuffix("no answer in time"))
    }

    @Test func graphQLsErrorsFailACallWhateverTheStatus() throws {
        let server = try TestServer { _, _ in
            .answer(200, headers: [], body: #"{"data":null,"errors":[{"message":"Cannot query field"}]}"#)
        }
        let instruqt = try api("instruqt")
        let error = try #require(throws: CallError.self) {
            try instruqt.caller(server.port).rows(of: try instruqt.call("learners"), with: ["invite": ["i"]])
        }
        #expect(error.description == "instruqt learners: failed: Cannot query field")
    }

    @Test func pagesAreAskedForUntilOneIsNotFull() throws {
        let item = #"{"id":"p"}"#
        let server = try TestServer { number, _ in
            let items = Array(repeating: item, count: number < 2 ? 500 : 3).joined(separator: ",")
            return .answer(200, headers: [], body: #"{"data":{"labPlayReports":{"items":[\#(items)]}}}"#)
        }
        let instruqt = try api("instruqt")
        #expect(try instruqt.caller(server.port).rows(of: try instruqt.call("plays"), with: [:])?.count == 1_003)
        #expect(server.requests.map { $0.body.contains(#""skip":500"#) } == [false, true, false])
    }

    @Test func noEventAtAllIsNoError() throws {
        let server = try TestServer { _, _ in .answer(404, headers: [], body: #"{"status":404,"message":"none"}"#) }
        let konstantly = try api("konstantly")
        #expect(
            try konstantly.caller(server.port).rows(of: try konstantly.call("last"), with: ["type": ["user.edited"]])
                == nil)
    }
}
