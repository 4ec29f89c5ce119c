import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Synchronization
import Testing
import Traits

/// What `learnhooks reconcile` brings into a journal: what no webhook has brought, once.
@Suite(.blocking) struct ReconcileTests {
    /// The platforms' APIs: of Konstantly the last events, of Falkor a list.
    private final class APIs: Sendable {
        private let events: Mutex<[String: String]>
        private let server = Mutex<TestServer?>(nil)

        init(_ events: [String: String]) throws {
            self.events = Mutex(events)
            let server = try TestServer { [self] _, request in
                let path = request.line.split(separator: " ")[1]
                if request.headers["authorization"] != "Basic key", request.headers["x-api-key"] != "key" {
                    return .answer(401, headers: [], body: "{}")
                }
                let type = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
                if let event = self.events.withLock({ $0[path.hasPrefix("/v1/") ? String(path) : type] }) {
                    return .answer(200, headers: [], body: event)
                }
                return path.hasPrefix("/v1/")
                    ? .answer(200, headers: [], body: #"{"status":"success","data":[]}"#)
                    : .answer(404, headers: [], body: #"{"status":404,"message":"none"}"#)
            }
            self.server.withLock { $0 = server }
        }

        func set(_ event: String, of type: String) { events.withLock { $0[type] = event } }

        var environment: [String: String] {
            let url = "http://127.0.0.1:\(server.withLock { $0?.port ?? 0 })"
            return [
                "FALKOR_API_KEY": "key", "FALKOR_API_URL": url, "KONSTANTLY_API_KEY": "key", "KONSTANTLY_API_URL": url,
            ]
        }
    }

    private let folder: Folder
    private let journal: String
    private let sink: TestServer

    init() throws {
        folder = try Folder()
        journal = folder.path("journal.sqlite")
        sink = try TestServer { _, _ in .status(202) }
    }

    private var ids: [String] { sink.requests.compactMap { $0.headers["ce-id"] } }

    private func serve(_ arguments: String...) throws -> RunningProgram {
        try RunningProgram(
            arguments, environment: Fixtures.environment.merging(["JOURNAL": journal, "ACTIONS_TO": sink.url]) { $1 })
    }

    private func learnhooks(_ apis: APIs, _ words: String...) throws -> Program.Outcome {
        let environment = apis.environment.merging(["JOURNAL": journal]) { $1 }
        return try Program("learnhooks", environment: environment).run(words, input: Data())
    }

    private static func sample(_ path: String) throws -> Sample { try #require(Sample.all.first { $0.path == path }) }

    private static func ids(of samples: [Sample]) throws -> [String] {
        try samples.flatMap { sample in
            try sample.expected.split(separator: "\n").map {
                try JSONDocument(parsing: Array($0.utf8)).root["id"] as String
            }
        }
    }

    private static let finished = "events/konstantly/Course.Finished.json"
    private static let started = "events/konstantly/Course.Started.json"
    private static let enrolments = "events/falkor/enrolments.json"

    private func all() throws -> APIs {
        let text = { (path: String) in String(decoding: try Self.sample(path).bytes, as: UTF8.self) }
        let list = try JSONDocument(parsing: Self.sample(Self.enrolments).bytes).root["data"] as JSONNode
        let rows = String(decoding: Array(list.bytes), as: UTF8.self)
        return try APIs([
            "course.finished": text(Self.finished), "course.started": text(Self.started),
            "/v1/pathways/list": #"{"status":"success","data":[\#(rows)]}"#,
        ])
    }

    @Test func whatNoWebhookHasBroughtGoesToTheDestinationOnce() throws {
        let server = try serve()
        let finished = try Self.sample(Self.finished)
        var client = try HTTPClient(port: server.port)
        let konstantly = try #require(catalog.first { $0.name == "konstantly" })
        #expect(try client.send(Fixtures.delivery(finished.bytes, from: konstantly)).status == 200)
        let apis = try all()
        let list = try Self.ids(of: [Self.sample(Self.enrolments)])
        let first = try learnhooks(apis, "reconcile")
        #expect(first.status == 0, "\(first.errors)")
        #expect(
            first.output == """
                falkor: 1 webhook had been missed, \(list.count) action(s) appended; 1 pulled
                konstantly: 1 webhook had been missed, 1 action(s) appended; 2 pulled

                """)
        let second = try learnhooks(apis, "reconcile", "--json")
        #expect(
            second.output == """
                {"platform":"falkor","pulled":1,"missed":0,"actions":0,"refused":0}
                {"platform":"konstantly","pulled":2,"missed":0,"actions":0,"refused":0}

                """)
        let expected = try Self.ids(of: [finished, Self.sample(Self.started)]) + list
        try waitUntil { Set(ids) == Set(expected) }
        #expect(try server.stop() == 0)
        #expect(ids.count == expected.count)
    }

    @Test func theJournalSaysWhereItCameFrom() throws {
        let server = try serve()
        let (apis, id) = (try all(), try #require(Self.ids(of: [Self.sample(Self.started)]).first))
        _ = try learnhooks(apis, "reconcile", "konstantly")
        let shown = try learnhooks(apis, "journal", "show", id)
        #expect(shown.output.contains("pulled by  learnhooks reconcile: konstantly last; no webhook brought it"))
        #expect(try learnhooks(apis, "journal", "show", id, "--json").output.contains(#""pulled":"konstantly last""#))
        #expect(try server.stop() == 0)
    }

    @Test func aFileAtRestTakesItAndTheNextStartDeliversIt() throws {
        #expect(try learnhooks(all(), "reconcile", "konstantly").status == 66)
        #expect(try serve().stop() == 0)
        let apis = try all()
        #expect(
            try learnhooks(apis, "reconcile", "konstantly").output
                == "konstantly: 2 webhooks had been missed, 2 action(s) appended; 2 pulled\n")
        #expect(try learnhooks(apis, "reconcile", "konstantly").output.contains("no webhook had been missed"))
        #expect(ids.isEmpty)
        let server = try serve()
        try waitUntil { ids.count == 2 }
        #expect(try server.stop() == 0)
    }

    @Test func aListWithANewRowBringsThatRow() throws {
        let server = try serve("falkor")
        let apis = try all()
        _ = try learnhooks(apis, "reconcile", "falkor")
        let count = try Self.ids(of: [Self.sample(Self.enrolments)]).count
        let list = try JSONDocument(parsing: Self.sample(Self.enrolments).bytes).root["data"] as JSONNode
        let rows = String(decoding: Array(list.bytes), as: UTF8.self)
        let row = try #require(Array((try list["enrolments"] as JSONNode).elements).first)
        let name: String = try row["email"]
        let other = rows.replacing(name, with: "somebody-else@example.com")
        apis.set(#"{"status":"success","data":[\#(other)]}"#, of: "/v1/pathways/list")
        let outcome = try learnhooks(apis, "reconcile", "falkor", "--json")
        let actions = try JSONDocument(parsing: Array(outcome.output.utf8)).root["actions"] as Int
        #expect((1..<count).contains(actions))
        try waitUntil { ids.count == count + actions }
        #expect(try server.stop() == 0)
        #expect(Set(ids).count == ids.count)
    }

    @Test func aPlatformThatTheFunctionDoesNotHaveIsRefusedAndOthersAreTaken() throws {
        let server = try serve("konstantly")
        let outcome = try learnhooks(all(), "reconcile")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "learnhooks: falkor: falkor: expected one of konstantly\n")
        #expect(outcome.output.contains("konstantly: 2 webhooks had been missed"))
        #expect(try server.stop() == 0)
    }

    @Test func whatCannotBeHandledIsSaidAndNotKept() throws {
        let server = try serve()
        let apis = try APIs(["course.started": #"{"occuredAt":1,"type":"Course/Started","body":7}"#])
        let outcome = try learnhooks(apis, "reconcile", "konstantly")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("body: expected an object"))
        #expect(try learnhooks(apis, "journal").output.contains("0 deliveries"))
        #expect(try server.stop() == 0)
    }

    @Test func whatHappenedBeforeIsLeftOut() throws {
        let server = try serve()
        let outcome = try learnhooks(all(), "reconcile", "konstantly", "--since", "2100-01-01T00:00:00Z")
        #expect(outcome.output == "konstantly: no webhook had been missed; 2 pulled\n")
        #expect(try learnhooks(all(), "reconcile", "konstantly", "--since", "noon").status == 64)
        #expect(try server.stop() == 0)
    }

    @Test func withoutAJournalActionsArePrinted() throws {
        let apis = try all()
        let expected = try Self.ids(of: [Self.sample(Self.started), Self.sample(Self.finished)])
        for words in [["reconcile", "konstantly"], ["reconcile", "konstantly", "--print", "--journal", journal]] {
            let outcome = try Program("learnhooks", environment: apis.environment).run(words, input: Data())
            #expect(outcome.status == 0)
            let lines = outcome.output.split(separator: "\n")
            #expect(
                try lines.map { try JSONDocument(parsing: Array($0.utf8)).root["id"] as String } == expected)
        }
        let late = try Program("learnhooks", environment: apis.environment)
            .run("reconcile", "konstantly", "--since", "2100-01-01T00:00:00Z")
        #expect(late.output.isEmpty)
    }

    @Test(arguments: [
        (["knolyx"], "knolyx: expected one of falkor, konstantly, whose API gives events"),
        ([], "reconcile: no API key is set: expected one in <PLATFORM>_API_KEY"),
        (
            ["konstantly"],
            "KONSTANTLY_API_KEY: expected the platform's API key, or a file of it in KONSTANTLY_API_KEY_FILE"
        ),
    ])
    func whatIsMissingIsSaid(words: [String], problem: String) throws {
        let outcome = try Program("learnhooks").run(["reconcile"] + words, input: Data())
        #expect(outcome.status != 0)
        #expect(outcome.errors == "learnhooks: \(problem)\n")
    }

    @Test func oneCallThatFailsCostsNoOther() throws {
        let apis = try all()
        apis.set("<html>", of: "/v1/event/list")
        let outcome = try Program("learnhooks", environment: apis.environment).run("reconcile", "falkor")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("falkor list events: the answer is not as documented"))
        #expect(outcome.output.contains("enrolment.created"))
    }
}
