import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Synchronization
import Testing
import Traits

/// A destination that asks for names: the first result for an action is used from then on.
@Suite(.blocking) struct NamesTests {
    /// Instruqt's API, and whom it knows.
    private final class API: Sendable {
        private let isUp: Mutex<Bool>
        private let names: Mutex<[String: String]>
        private let server = Mutex<TestServer?>(nil)

        init(isUp: Bool = true, _ names: [String: String]) throws {
            self.isUp = Mutex(isUp)
            self.names = Mutex(names)
            let server = try TestServer { [self] _, _ in
                guard self.isUp.withLock({ $0 }) else { return .answer(503, headers: [], body: "Ada Lovelace is away") }
                let claims = self.names.withLock { $0 }.map { id, name in
                    #"{"id":"c","user":{"id":"\#(id)"},"userDetails":{"firstName":"\#(name)","lastName":"Lovelace","email":"\#(name)@example.com"}}"#
                }
                let list = claims.joined(separator: ",")
                return .answer(200, headers: [], body: #"{"data":{"trackInvite":{"claims":[\#(list)]}}}"#)
            }
            self.server.withLock { $0 = server }
        }

        func rise() { isUp.withLock { $0 = true } }
        func set(_ names: [String: String]) { self.names.withLock { $0 = names } }
        var port: Int { server.withLock { $0?.port ?? 0 } }
        var calls: Int { server.withLock { $0?.requests.count ?? 0 } }
    }

    private let folder: Folder
    private let sink: TestServer

    init() throws {
        folder = try Folder()
        sink = try TestServer { _, _ in .status(202) }
    }

    private func environment(_ api: API) -> [String: String] {
        Fixtures.environment.merging([
            "JOURNAL": folder.path("journal.sqlite"), "DESTINATION_CRM_URL": sink.url,
            "DESTINATION_CRM_ENRICH": "instruqt", "INSTRUQT_API_KEY": "api-key-of-a-test",
            "INSTRUQT_API_URL": "http://127.0.0.1:\(api.port)",
        ]) { $1 }
    }

    private func claim(_ user: String, at second: Int = 10, by server: RunningProgram) throws {
        let body =
            #"{"type":"invite.claimed","invite_id":"i","user_id":"\#(user)","timestamp":"2021-07-29T16:14:\#(second)Z"}"#
        var client = try HTTPClient(port: server.port)
        let instruqt = try #require(catalog.first { $0.name == "instruqt" })
        #expect(try client.send(Fixtures.delivery(Array(body.utf8), from: instruqt)).status == 200)
    }

    /// The learner of each request that came, in order, with the action's id.
    private func learners() throws -> [(id: String, learner: String)] {
        try sink.requests.map { request in
            let learner = try JSONDocument(parsing: Array(request.body.utf8)).root["learner"] as JSONNode
            return (request.headers["ce-id"] ?? "", String(decoding: Array(learner.bytes), as: UTF8.self))
        }
    }

    private static let ada = #"{"id":"u1","name":"Ada Lovelace","email":"Ada@example.com"}"#

    private func replay() throws {
        let outcome = try Program("learnhooks", environment: ["JOURNAL": folder.path("journal.sqlite")])
            .run("journal", "replay", "--yes")
        #expect(outcome.status == 0)
    }

    @Test func anActionOfAnInvitesLearnerIsNamedAndIsElseTheSame() throws {
        let api = try API(["u1": "Ada"])
        let plain = try TestServer { _, _ in .status(202) }
        let server = try RunningProgram(
            environment: environment(api).merging(["DESTINATION_PLAIN_URL": plain.url]) { $1 })
        try claim("u1", by: server)
        try waitUntil { sink.requests.count == 1 && plain.requests.count == 1 }
        #expect(try learners().map(\.learner) == [Self.ada])
        let (named, unnamed) = (sink.requests[0], plain.requests[0])
        #expect(named.body.replacing(#","name":"Ada Lovelace","email":"Ada@example.com""#, with: "") == unnamed.body)
        let fields = { (request: TestServer.Request) in request.headers.filter { $0.key.hasPrefix("ce-") } }
        #expect(fields(named) == fields(unnamed))
        #expect(try server.stop() == 0)
        #expect(try !server.log.contains("Lovelace"))
        #expect(try !server.log.contains("api-key-of-a-test"))
    }

    @Test func whatWasFoundAtFirstIsUsedEverAfter() throws {
        let api = try API(["u1": "Ada"])
        var server = try RunningProgram(environment: environment(api))
        try claim("u1", by: server)
        try claim("u2", by: server)
        try waitUntil { sink.requests.count == 2 }
        api.set(["u1": "Grace", "u2": "Grace"])
        #expect(try server.stop(SIGKILL) != 0)
        server = try RunningProgram(environment: environment(api))
        let calls = api.calls
        try replay()
        // What a kill has left unsettled comes again besides.
        try waitUntil {
            sink.requests.count >= 4 && Set(sink.requests.suffix(2).map { $0.headers["ce-id"] }).count == 2
        }
        #expect(try server.stop() == 0)
        var known: [String: String] = [:]
        for one in try learners() {
            #expect(known.updateValue(one.learner, forKey: one.id) ?? one.learner == one.learner)
        }
        #expect(Set(known.values) == [Self.ada, #"{"id":"u2"}"#])
        #expect(api.calls == calls)
    }

    @Test func whereTheAPIDoesNotAnswerTheActionGoesWithoutAndStaysSo() throws {
        let api = try API(isUp: false, ["u1": "Ada"])
        let server = try RunningProgram(environment: environment(api))
        try claim("u1", by: server)
        try waitUntil { sink.requests.count == 1 }
        api.rise()
        try replay()
        try waitUntil { sink.requests.count == 2 }
        #expect(try learners().map(\.learner) == [#"{"id":"u1"}"#, #"{"id":"u1"}"#])
        #expect(api.calls == 1)
        #expect(try server.stop() == 0)
        #expect(try server.log.contains("instruqt learners: answered 503"))
        #expect(try !server.log.contains("Lovelace"))
    }

    @Test func manyActionsOfOneInviteAreFewCalls() throws {
        let api = try API(["u1": "Ada"])
        let server = try RunningProgram(environment: environment(api))
        for second in 10..<40 { try claim("u1", at: second, by: server) }
        try waitUntil { sink.requests.count == 30 }
        #expect(try Set(learners().map(\.learner)) == [Self.ada])
        #expect(api.calls == 1)
        #expect(try server.stop() == 0)
    }

    @Test func whoIsForgottenIsNamedNoMore() throws {
        let api = try API(["u1": "Ada"])
        let server = try RunningProgram(environment: environment(api))
        try claim("u1", by: server)
        try waitUntil { sink.requests.count == 1 }
        let journal = Program("learnhooks", environment: ["JOURNAL": folder.path("journal.sqlite")])
        #expect(try journal.run("journal", "forget", "instruqt", "u1", "--yes").status == 0)
        #expect(try server.stop() == 0)
        for name in try folder.files() where name.hasPrefix("journal.sqlite") && !name.hasSuffix(".sock") {
            let bytes = try Data(contentsOf: folder.url.appending(path: name))
            #expect(bytes.range(of: Data("Lovelace".utf8)) == nil, "\(name)")
        }
    }

    @Test(
        arguments: [
            (["JOURNAL": ""], "DESTINATION_CRM_ENRICH: expected not to be set: there is no journal"),
            (["INSTRUQT_API_KEY": ""], "INSTRUQT_API_KEY: expected the platform's API key"),
            (["DESTINATION_CRM_ENRICH": "knolyx"], "DESTINATION_CRM_ENRICH: expected instruqt, whose API says who"),
            (["DESTINATION_CRM_FORMAT": "xapi"], "DESTINATION_CRM_ENRICH: expected not to be set: the format is xapi"),
            (
                ["DESTINATION_CRM_FORMAT": "payload"],
                "DESTINATION_CRM_ENRICH: expected not to be set: the format is payload"
            ),
            (
                ["DESTINATION_CRM_FORMAT": "events"],
                "DESTINATION_CRM_ENRICH: expected not to be set: the format is events"
            ),
        ] as [([String: String], String)])
    func whatCannotBeIsRefusedAtTheStart(change: [String: String], problem: String) throws {
        let api = try API([:])
        let outcome = try Program("learnhooks-function", environment: environment(api).merging(change) { $1 }).run()
        #expect(outcome.status == 78)
        #expect(outcome.errors.hasPrefix("learnhooks-function: \(problem)"), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }
}
