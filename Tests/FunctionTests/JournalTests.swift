import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Synchronization
import Testing
import Traits

/// A function with a journal: acknowledged is stored, and stored is delivered.
@Suite(.blocking) struct JournalTests {
    /// A function with a journal of its own, which can be ended and started again.
    private final class Durable {
        let folder: Folder
        let environment: [String: String]
        var server: RunningProgram

        init(_ environment: [String: String], arguments: [String] = []) throws {
            folder = try Folder()
            let journal = folder.url.appending(path: "journal.sqlite").path
            self.environment = Fixtures.environment.merging(["JOURNAL": journal]) { $1 }.merging(environment) { $1 }
            server = try RunningProgram(arguments, environment: self.environment)
        }

        func restart() throws { server = try RunningProgram(environment: environment) }

        func deliver(_ body: some Sequence<UInt8>, from name: String) throws -> HTTPClient.Response {
            var client = try HTTPClient(port: server.port)
            let platform = try #require(catalog.first { $0.name == name })
            return try client.send(Fixtures.delivery(Array(body), from: platform))
        }

        /// All bytes that the journal has on the disk.
        var bytes: Data {
            get throws {
                let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
                return try names.filter { $0.hasPrefix("journal.sqlite") && !$0.hasSuffix(".sock") }.reduce(Data()) {
                    $0 + (try Data(contentsOf: folder.url.appending(path: $1)))
                }
            }
        }
    }

    /// A destination that is there or not, and knows what it took.
    private final class Sink: Sendable {
        private let isUp: Mutex<Bool>
        private let taken = Mutex<[String]>([])
        private let server = Mutex<TestServer?>(nil)

        init(isUp: Bool = true) throws {
            self.isUp = Mutex(isUp)
            let server = try TestServer { [self] _, request in
                guard self.isUp.withLock({ $0 }) else { return .close }
                self.taken.withLock { $0.append(request.headers["ce-id"] ?? "") }
                return .status(202)
            }
            self.server.withLock { $0 = server }
        }

        var url: String { server.withLock { $0?.url } ?? "" }
        /// The ids that it took, in order.
        var ids: [String] { taken.withLock { $0 } }

        func rise() { isUp.withLock { $0 = true } }
        func fall() { isUp.withLock { $0 = false } }
    }

    private static let ids: [String] = Sample.all.flatMap { sample in
        sample.expected.split(separator: "\n").compactMap {
            (try? JSONDocument(parsing: Array($0.utf8)).root)?["id"]?.string
        }
    }

    private func started(_ user: String, at second: Int = 0) -> String {
        #"{"occuredAt":\#(1_673_531_200 + second),"type":"Course/Started","body":{"user":{"id":"\#(user)"},"course":{"id":1}}}"#
    }

    @Test func allSamplesAreTakenWhileADestinationIsDownAndItGetsThemAllAfterwards() throws {
        let (up, down) = (try Sink(), try Sink(isUp: false))
        let durable = try Durable(["DESTINATION_UP_URL": up.url, "DESTINATION_DOWN_URL": down.url])
        for sample in Sample.all {
            #expect(try durable.deliver(sample.bytes, from: sample.platform).status == 200)
        }
        try waitUntil { Set(up.ids) == Set(Self.ids) }
        #expect(down.ids.isEmpty)
        down.rise()
        try waitUntil { Set(down.ids) == Set(Self.ids) }
        #expect(up.ids.count == Set(Self.ids).count)
        #expect(down.ids.count == Set(Self.ids).count)
        #expect(try durable.server.stop() == 0)
    }

    @Test func theAnswerHasTheIdsAndARepeatIsAnsweredAlikeAndDeliveredOnce() throws {
        let sink = try Sink()
        let durable = try Durable(["ACTIONS_TO": sink.url])
        let answers = try (0..<3).map { _ in try durable.deliver(started("u").utf8, from: "konstantly") }
        #expect(Set(answers.map(\.status)) == [200])
        #expect(Set(answers.map(\.body)).count == 1)
        let other = try durable.deliver(started("u", at: 1).utf8, from: "konstantly")
        try waitUntil { sink.ids.count == 2 }
        let ids = try [answers[0], other].flatMap {
            try JSONDocument(parsing: $0.body).root.read([String].self)
        }
        #expect(sink.ids == ids)
        #expect(try durable.server.logLines.compactMap { $0["delivery.copies"]?.number?.integer } == [2, 3])
    }

    @Test func whatWasAcknowledgedOutlivesAKill() throws {
        let sink = try Sink(isUp: false)
        let durable = try Durable(["ACTIONS_TO": sink.url])
        var ids: [String] = []
        for number in 0..<9 {
            let answer = try durable.deliver(started("u\(number % 3)", at: number).utf8, from: "konstantly")
            ids += try JSONDocument(parsing: answer.body).root.read([String].self)
        }
        try durable.server.stop(SIGKILL)
        sink.rise()
        try durable.restart()
        try waitUntil { sink.ids.count == 9 }
        #expect(Set(sink.ids) == Set(ids))
        for learner in 0..<3 {
            let own = Set(stride(from: learner, to: 9, by: 3).map { ids[$0] })
            #expect(sink.ids.filter(own.contains) == ids.filter(own.contains))
        }
    }

    @Test func whatIsRefusedIsKeptAndNeedNotBeSentAgain() throws {
        let durable = try Durable([:])
        let answer = try durable.deliver(#"{"type":"Course/Started","body":7}"#.utf8, from: "konstantly")
        #expect(answer.status == 422)
        #expect(answer.headers["webhook-delivery"] == "abort-message")
        #expect(try durable.bytes.contains(#""body":7"#.utf8))
    }

    @Test func noSecretIsKept() throws {
        let durable = try Durable([:])
        for sample in Sample.all { _ = try durable.deliver(sample.bytes, from: sample.platform) }
        var client = try HTTPClient(port: durable.server.port)
        let knolyx = try #require(catalog.first { $0.name == "knolyx" })
        _ = try client.send(
            Fixtures.delivery(Array(#"{"id":"7","type":"PING","data":{}}"#.utf8), from: knolyx),
            headers: ["Authorization: Bearer swordfish-of-a-proxy", "Cookie: session=swordfish-of-a-person"])
        try durable.server.stop()
        let bytes = try durable.bytes
        #expect(bytes.contains("token".utf8))
        for secret in Fixtures.secrets.values + ["swordfish-of-a-proxy", "swordfish-of-a-person"] {
            #expect(!bytes.contains(secret.utf8), "\(secret)")
        }
    }

    @Test func whatProvesNothingOrIsAnotherFunctionsIsNotKept() throws {
        let durable = try Durable([:], arguments: ["konstantly/Course/Finished"])
        #expect(try durable.deliver(started("a stranger to this function").utf8, from: "konstantly").status == 200)
        var client = try HTTPClient(port: durable.server.port)
        let konstantly = try #require(catalog.first { $0.name == "konstantly" })
        var forged = try Fixtures.delivery(Array(started("a forger").utf8), from: konstantly)
        forged = Delivery(
            method: forged.method, path: "/konstantly/1qaz2wsx3edc4rfv1qaz2wsx3edc4rfW", query: "",
            headers: forged.headers,
            body: forged.body)
        #expect(try client.send(forged).status == 401)
        let bytes = try durable.bytes
        #expect(!bytes.contains("a stranger".utf8) && !bytes.contains("a forger".utf8))
    }

    @Test func eventsOfABrokerAreStoredAlike() throws {
        let sink = try Sink()
        let durable = try Durable(["ACTIONS_TO": sink.url, "FUNCTION_SIGNATURE_TYPE": "cloudevent"])
        for _ in 0..<2 {
            var client = try HTTPClient(port: durable.server.port)
            let answer = try client.send(
                Delivery(
                    method: "POST", path: "/", query: "",
                    headers: [
                        .init("ce-specversion", "1.0"), .init("ce-id", "e1"), .init("ce-source", "/broker"),
                        .init("ce-type", "x"), .init("Content-Type", "application/json"),
                    ], body: Array(started("u").utf8)))
            #expect(answer.status == 204)
        }
        try waitUntil { !sink.ids.isEmpty }
        #expect(try durable.server.stop() == 0)
        #expect(sink.ids.count == 1)
    }

    @Test func commitsAndRequestsAreMeasured() throws {
        let sink = try Sink()
        let durable = try Durable(["DESTINATION_LRS_URL": sink.url])
        #expect(try durable.deliver(started("u").utf8, from: "konstantly").status == 200)
        try waitUntil { !sink.ids.isEmpty }
        var page = ""
        // The answer is taken after the sink has noted the request.
        try waitUntil {
            var client = try HTTPClient(port: durable.server.port)
            page = try client.get("/metrics").text
            return page.contains(#"learnhooks_destination_request_duration_seconds_count{destination="lrs"} 1"#)
        }
        #expect(page.contains(#"request_duration_seconds_bucket{destination="lrs",le="+Inf"} 1"#))
        #expect(page.contains(#/learnhooks_journal_commit_duration_seconds_count [1-9]/#))
    }

    @Test func eachEventOfABatchIsReportedForItself() throws {
        let durable = try Durable(["FUNCTION_SIGNATURE_TYPE": "cloudevent"])
        func event(_ id: String) -> String {
            #"{"specversion":"1.0","id":"\#(id)","source":"/broker","type":"x","data":\#(started(id))}"#
        }
        func send(_ ids: String...) throws {
            var client = try HTTPClient(port: durable.server.port)
            let answer = try client.send(
                Delivery(
                    method: "POST", path: "/", query: "",
                    headers: [.init("Content-Type", "application/cloudevents-batch+json")],
                    body: Array("[\(ids.map(event).joined(separator: ","))]".utf8)))
            #expect(answer.status == 204)
        }
        try send("a")
        try send("a", "b")
        try send("b", "a", "c")
        #expect(try durable.server.stop() == 0)
        let copies = try durable.server.logLines.compactMap { $0["delivery.copies"]?.number?.integer }
        #expect(copies == [2, 2, 3])
    }

    @Test(arguments: [
        (["JOURNAL": "mysql://db/x"], "JOURNAL"), (["JOURNAL": "/j", "DISPATCH": "no"], "DISPATCH"),
        (["JOURNAL": "postgres://db/x", "K_SERVICE": "x"], "DISPATCH=no"), (["DISPATCH": "no"], "DISPATCH"),
        (["JOURNAL": "/j", "DEAD_LETTERS": "/d"], "DEAD_LETTERS"),
        (["JOURNAL": "/j", "ACTIONS_TO": "stdout"], "ACTIONS_TO"), (["JOURNAL": "/j", "K_SERVICE": "x"], "Knative"),
        (["JOURNAL": "/j", "LEARNHOOKS_UNSIGNED": "knolyx", "KNOLYX_SECRETS": ""], "LEARNHOOKS_UNSIGNED"),
        (["JOURNAL": "/j", "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"], "Lambda"),
        (["JOURNAL_MAX_BYTES": "1000000000"], "JOURNAL"),
        (["JOURNAL": "/j", "JOURNAL_MAX_BYTES": "1"], "JOURNAL_MAX_BYTES"),
        (["JOURNAL": "/nowhere/at/all/j"], "JOURNAL"),
        (
            ["JOURNAL": "/j", "ACTIONS_TO": "http://a.example", "DESTINATION_DEFAULT_FROM": "noon"],
            "DESTINATION_DEFAULT_FROM"
        ),
    ])
    func whatCannotBeBesideAJournalIsRefusedByName(_ environment: [String: String], _ word: String) throws {
        let result = try Program("learnhooks-function", environment: Fixtures.environment.merging(environment) { $1 })
            .run()
        #expect(result.status == 78)
        #expect(result.errors.contains(word), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
    }
}
