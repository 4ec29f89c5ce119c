import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// Several destinations, each with its own format, filter and credentials.
@Suite(.blocking) struct DestinationTests {
    private func serve(_ environment: [String: String]) throws -> RunningProgram {
        try RunningProgram(environment: Fixtures.environment.merging(environment) { $1 })
    }

    private func deliver(
        _ body: some Sequence<UInt8>, from name: String, to server: RunningProgram, headers: [String] = []
    ) throws -> HTTPClient.Response {
        var client = try HTTPClient(port: server.port)
        let platform = try #require(catalog.first { $0.name == name })
        return try client.send(Fixtures.delivery(Array(body), from: platform), headers: headers)
    }

    /// The first problem of the delivery that was logged last.
    private func problem(of server: RunningProgram) throws -> String? {
        try server.logLines.last?["delivery.problems"]?.read([String].self).first
    }

    private func deliverSamples(to server: RunningProgram) throws {
        for sample in Sample.all {
            #expect(try deliver(sample.bytes, from: sample.platform, to: server).status == 200)
        }
    }

    private func vouchers(_ count: Int, of reward: String = "R") -> [UInt8] {
        let vouchers = (0..<count).map { number in
            #"{"guid":"\#(number)","state":"pending","email":"\#(number)@example.com"}"#
        }
        return Array(
            #"{"type":"rewards","data":{"rewards":[{"ID":"\#(reward)","vouchers":[\#(vouchers.joined(separator: ","))]}]}}"#
                .utf8)
    }

    private func completions(_ count: Int) -> [UInt8] {
        let rows = (0..<count).map { number in
            #"{"email":"\#(number)@example.com","status":{"state":"Complete","progress":100,"joined":"2020-01-01T00:00:00Z","timestamp":"2020-01-02T00:00:00Z","version":"1"}}"#
        }
        return Array(
            #"{"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[\#(rows.joined(separator: ","))]}}"#.utf8)
    }

    private static let actions: [JSONNode] = Sample.all.flatMap { sample in
        sample.expected.split(separator: "\n").compactMap { try? JSONDocument(parsing: Array($0.utf8)).root }
    }

    @Test func eachGetsWhatItsFormatAndItsFilterSay() throws {
        let (lrs, crm, all) = (
            try TestServer { _, _ in .status(204) }, try TestServer { _, _ in .status(202) },
            try TestServer { _, _ in .status(200) }
        )
        let server = try serve([
            "DESTINATION_LRS_URL": lrs.url, "DESTINATION_LRS_FORMAT": "xapi", "DESTINATION_LRS_XAPI_VERSION": "2.0.0",
            "DESTINATION_LRS_ACTOR": "mbox", "DESTINATION_LRS_AUTHORIZATION": "Basic eDp5",
            "DESTINATION_CRM_URL": crm.url, "DESTINATION_CRM_KINDS": "activity.*, learner.created",
            "DESTINATION_CRM_PLATFORMS": "konstantly instruqt",
            "DESTINATION_ALL2_URL": all.url, "DESTINATION_ALL2_FORMAT": "cloudevents-batch",
            "DESTINATION_SERVICE_HOST": "10.0.0.1", "DESTINATION_CRM_PORT_80_TCP": "tcp://10.0.0.1:80",
        ])
        try deliverSamples(to: server)

        let wanted = Self.actions.filter { action in
            let (kind, platform) = (action["data"]?["kind"]?.string, action["data"]?["event"]?["platform"]?.string)
            return ["konstantly", "instruqt"].contains(platform ?? "")
                && (kind?.hasPrefix("activity.") == true || kind == "learner.created")
        }
        #expect(
            crm.requests.compactMap { $0.headers["ce-id"] }.sorted() == wanted.compactMap { $0["id"]?.string }.sorted())
        #expect(!wanted.isEmpty)

        let batches = try all.requests.map { try JSONDocument(parsing: Array($0.body.utf8)).root.elements }
        #expect(all.requests.allSatisfy { $0.headers["content-type"] == "application/cloudevents-batch+json" })
        let ids = batches.joined().compactMap { $0["id"]?.string }
        #expect(Set(ids) == Set(Self.actions.compactMap { $0["id"]?.string }))

        var statements = 0
        for request in lrs.requests {
            #expect(request.headers["x-experience-api-version"] == "2.0.0")
            #expect(request.headers["authorization"] == "Basic eDp5")
            for statement in try JSONDocument(parsing: Array(request.body.utf8)).root.elements {
                #expect(StatementValidator().problems(of: statement) == [])
                statements += 1
            }
        }
        #expect(statements > 0)
        #expect(lrs.requests.contains { $0.body.contains("mailto:") })
        #expect(crm.requests.allSatisfy { $0.headers["authorization"] == nil })

        // Each is named at the start, and neither a path nor a header is.
        let log = try server.log
        for name in ["lrs", "crm", "all2"] { #expect(log.contains(#""destination.name":"\#(name)""#)) }
        #expect(!log.contains("/actions") && !log.contains("eDp5"))
        #expect(log.contains(#""destination.takes":"activity.*, learner.created of instruqt, konstantly""#))
    }

    /// What Zapier's hooks take: the delivery itself, once.
    @Test func aDeliveryIsHandedOnAsItCame() throws {
        let (hook, broker) = (try TestServer { _, _ in .status(200) }, try TestServer { _, _ in .status(202) })
        let server = try serve([
            "DESTINATION_ZAPIER_URL": hook.url, "DESTINATION_ZAPIER_FORMAT": "payload",
            "DESTINATION_BROKER_URL": broker.url, "DESTINATION_BROKER_FORMAT": "events",
            "DESTINATION_BROKER_PLATFORMS": "instruqt",
        ])
        let samples = Sample.all.filter { $0.platform == "instruqt" }
        for sample in samples { #expect(try deliver(sample.bytes, from: "instruqt", to: server).status == 200) }
        #expect(hook.requests.map(\.body) == samples.map { String(decoding: $0.bytes, as: UTF8.self) })
        #expect(hook.requests.allSatisfy { $0.headers["content-type"] == "application/json" })
        #expect(broker.requests.map(\.body) == hook.requests.map(\.body))
        #expect(
            broker.requests.compactMap { $0.headers["ce-type"] }
                == samples.compactMap { try? JSONDocument(parsing: $0.bytes).root["type"]?.string }.map {
                    "instruqt/\($0)"
                })
        #expect(broker.requests.allSatisfy { $0.headers["ce-source"] == "https://play.instruqt.com" })
        let ids = broker.requests.compactMap { $0.headers["ce-id"] }
        #expect(Set(ids).count == samples.count)
        // A repeat has the same id; what proves nothing, and another platform's delivery, are not handed on.
        #expect(try deliver(samples[0].bytes, from: "instruqt", to: server).status == 200)
        #expect(broker.requests.last?.headers["ce-id"] == ids.first)
        var client = try HTTPClient(port: server.port)
        _ = try client.send(Delivery(method: "POST", path: "/instruqt", headers: [], body: samples[0].bytes))
        #expect(hook.requests.count == samples.count + 1)
        #expect(try deliver(vouchers(1), from: "falkor", to: server).status == 200)
        #expect(hook.requests.count == samples.count + 2)
        #expect(broker.requests.count == samples.count + 1)
    }

    /// A broker that carries deliveries to functions behind it gives them the actions that they would have made at the door.
    @Test func whatABrokerCarriesIsHandledBehindIt() throws {
        let sink = try TestServer { _, _ in .status(200) }
        let behind = try RunningProgram(
            environment: ["FUNCTION_SIGNATURE_TYPE": "cloudevent", "ACTIONS_TO": sink.url])
        let door = try serve([
            "DESTINATION_BROKER_URL": "http://127.0.0.1:\(behind.port)/", "DESTINATION_BROKER_FORMAT": "events",
        ])
        try deliverSamples(to: door)
        #expect(
            Set(sink.requests.compactMap { $0.headers["ce-id"] }) == Set(Self.actions.compactMap { $0["id"]?.string }))
    }

    @Test func aDestinationThatIsDownIsNamedAndHoldsUpNoOther() throws {
        let (good, bad) = (
            try TestServer { _, _ in .status(200) },
            try TestServer { _, _ in .answer(503, headers: ["Retry-After: 77"], body: "") }
        )
        let server = try serve(["DESTINATION_GOOD_URL": good.url, "DESTINATION_BAD_URL": bad.url])
        let answer = try deliver(vouchers(1), from: "falkor", to: server)
        #expect(answer.status == 503)
        #expect(answer.headers["retry-after"] == "77")
        #expect(good.requests.count == 1)
        let line = try #require(try server.logLines.last)
        #expect(line["delivery.problems"]?.bytes == Array(#"["bad: answered 503"]"#.utf8)[...])
        var client = try HTTPClient(port: server.port)
        let metrics = try client.get("/metrics").text
        #expect(metrics.contains(#"learnhooks_destination_rows_total{destination="bad",outcome="failed"} 1"#))
        #expect(metrics.contains(#"learnhooks_destination_rows_total{destination="good",outcome="passed"} 1"#))
    }

    /// Twenty learners, of whom the destination takes all but some: each of the others gets what is his.
    @Test(arguments: [500, 503, 404, 409], ["cloudevents", "xapi"])
    func aLearnerWhoFailsBlocksNoOther(status: Int, format: String) throws {
        // Conflicts are settled for statements.
        guard format == "cloudevents" || status != 409 else { return }
        let bad = ["7@example.com", "8@example.com"].map { Digest.sha256($0.utf8) }
        let sink = try TestServer { _, request in
            let text = request.body + (request.headers["ce-partitionkey"] ?? "")
            return .status(bad.contains { text.contains($0) } ? status : 200)
        }
        let server = try serve(["ACTIONS_TO": sink.url, "ACTIONS_FORMAT": format])
        #expect(try deliver(completions(20), from: "falkor", to: server).status == 503)
        for number in 0..<20 where number != 7 && number != 8 {
            let key = Digest.sha256("\(number)@example.com".utf8)
            let taken = sink.requests.filter { request in
                let text = request.body + (request.headers["ce-partitionkey"] ?? "")
                return text.contains(key) && !bad.contains { text.contains($0) }
            }
            #expect(!taken.isEmpty)
        }
    }

    /// One that takes nothing is not asked for each of thousands of learners.
    @Test(arguments: ["cloudevents", "xapi"])
    func aDestinationThatTakesNothingIsLeftAlone(format: String) throws {
        let sink = try TestServer { _, _ in .status(500) }
        let server = try serve(["ACTIONS_TO": sink.url, "ACTIONS_FORMAT": format])
        #expect(try deliver(completions(3_000), from: "falkor", to: server).status == 503)
        #expect((20...36).contains(sink.requests.count))
        #expect(server.isRunning)
    }

    /// What a store has under the id of another statement is settled: it has no use for an attempt more.
    @Test func aConflictIsSettledAndSeen() throws {
        let sink = try TestServer { _, _ in .status(409) }
        let server = try serve(["ACTIONS_TO": sink.url, "ACTIONS_FORMAT": "xapi"])
        let sample = try #require(Sample.all.first { $0.platform == "konstantly" && $0.expected.contains("completed") })
        #expect(try deliver(sample.bytes, from: "konstantly", to: server).status == 200)
        #expect(try server.logLines.last?["delivery.conflicts"]?.number?.integer == 1)
    }

    @Test func aWrongConfigurationIsSaidOnce() throws {
        let sink = try TestServer { number, _ in .status(number < 3 ? 401 : 200) }
        let server = try serve(["DESTINATION_CRM_URL": sink.url])
        for _ in 0..<3 { #expect(try deliver(vouchers(1), from: "falkor", to: server).status == 503) }
        let lines = try server.logLines.filter { $0["message"]?.string == "a destination is configured wrongly" }
        #expect(lines.map { $0["destination.name"]?.string } == ["crm"])
        #expect(try problem(of: server) == "crm: configured wrongly: answered 401")
        #expect(try deliver(vouchers(1), from: "falkor", to: server).status == 200)
    }

    @Test func requestsAreSignedAsStandardWebhooksHasIt() throws {
        let sink = try TestServer { _, _ in .status(200) }
        let server = try serve(["DESTINATION_OWN_URL": sink.url, "DESTINATION_OWN_SIGNING_SECRET": Fixtures.whsec])
        #expect(try deliver(vouchers(2), from: "falkor", to: server).status == 200)
        let verifier = try Verifier(.standardWebhooks(headerPrefixes: ["webhook-"]), secrets: [Secret(Fixtures.whsec)])
        for request in sink.requests {
            let delivery = Delivery(
                method: "POST", path: "/", headers: request.headers.map { .init($0.key, $0.value) },
                body: Array(request.body.utf8))
            #expect(
                verifier.verify(delivery, segment: nil, at: Fixtures.time(Int64(Date().timeIntervalSince1970)))
                    .isAuthentic)
            #expect(request.headers["webhook-id"] == request.headers["ce-id"])
        }
        #expect(sink.requests.count == 2)
    }

    @Test func filesAreReadAnewWhenTheyChange() throws {
        let (old, new) = (try TestServer { _, _ in .status(200) }, try TestServer { _, _ in .status(200) })
        let folder = try Folder()
        let url = try folder.write("\(old.url)\n", to: "url")
        let authorization = try folder.write("Bearer one\n", to: "authorization")
        let server = try serve([
            "DESTINATION_CRM_URL_FILE": url, "DESTINATION_CRM_AUTHORIZATION_FILE": authorization,
        ])
        #expect(try deliver(vouchers(1), from: "falkor", to: server).status == 200)
        #expect(old.requests.map { $0.headers["authorization"] } == ["Bearer one"])
        _ = try folder.write(new.url, to: "url")
        _ = try folder.write("Bearer two, and longer\n", to: "authorization")
        #expect(try deliver(vouchers(1), from: "falkor", to: server).status == 200)
        #expect(new.requests.map { $0.headers["authorization"] } == ["Bearer two, and longer"])
        // One that is gone leaves what it said.
        try FileManager.default.removeItem(atPath: url)
        #expect(try deliver(vouchers(1), from: "falkor", to: server).status == 200)
        #expect(new.requests.count == 2)
    }

    @Test func aTraceGoesIntoTheLogAndOnToTheDestination() throws {
        let sink = try TestServer { _, _ in .status(200) }
        let server = try serve(["ACTIONS_TO": sink.url])
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        #expect(try deliver(vouchers(1), from: "falkor", to: server, headers: ["Traceparent: \(parent)"]).status == 200)
        #expect(sink.requests.last?.headers["traceparent"] == parent)
        #expect(try server.logLines.last?["traceparent"]?.string == parent)
        #expect(
            try deliver(vouchers(1), from: "falkor", to: server, headers: ["Traceparent: forged \(parent)"]).status
                == 200)
        #expect(sink.requests.last?.headers["traceparent"] == nil)
        #expect(try server.logLines.last?["traceparent"] == nil)
        // It is no part of an action.
        #expect(sink.requests.first?.body == sink.requests.last?.body)
    }

    @Test func aDestinationIsReachedOverTLS() throws {
        let authority = try Authority()
        let sink = try TestServer { _, _ in .status(200) }
        let secure = try TLSServer(before: sink, as: authority.identity())
        let other = try TLSServer(before: sink, as: Authority().identity())
        let server = try serve([
            "ACTIONS_TO": "https://localhost:\(secure.port)/actions", "SSL_CERT_FILE": authority.path,
        ])
        #expect(try deliver(vouchers(3), from: "falkor", to: server).status == 200)
        #expect(sink.requests.count == 3)
        let own = try serve([
            "DESTINATION_A_URL": "https://127.0.0.1:\(secure.port)/", "DESTINATION_A_CA_FILE": authority.path,
            "DESTINATION_B_URL": "https://localhost:\(other.port)/", "DESTINATION_B_CA_FILE": authority.path,
        ])
        #expect(try deliver(vouchers(1), from: "falkor", to: own).status == 503)
        #expect(sink.requests.count == 4)
        #expect(try problem(of: own)?.hasPrefix("b: configured wrongly: TLS fails") == true)
    }

    @Test(arguments: [
        (["DESTINATION_crm_URL": "http://x"], "DESTINATION_crm_URL: expected DESTINATION_<NAME>_"),
        (["DESTINATION_CRM_COLOUR": "red"], "DESTINATION_CRM_COLOUR: expected DESTINATION_<NAME>_"),
        (["DESTINATION_CRM_FORMAT": "xapi"], "DESTINATION_CRM_URL: expected a URL"),
        (["DESTINATION_CRM_URL": "ftp://x"], "DESTINATION_CRM_URL: expected a URL"),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_URL_FILE": "/x"],
            "DESTINATION_CRM_URL: DESTINATION_CRM_URL_FILE is set too"
        ),
        (["DESTINATION_CRM_URL_FILE": "/no/such"], "DESTINATION_CRM_URL_FILE: No such file"),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_FROM": "beginning"],
            "DESTINATION_CRM_FROM: expected not to be set"
        ),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_ENRICH": "x"],
            "DESTINATION_CRM_ENRICH: expected not to be set"
        ),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_KINDS": "activity.*, activity.complete"],
            "DESTINATION_CRM_KINDS: expected kinds"
        ),
        (
            [
                "DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_FORMAT": "payload",
                "DESTINATION_CRM_KINDS": "activity.*",
            ], "DESTINATION_CRM_KINDS: expected not to be set"
        ),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_PLATFORMS": "moodle"],
            "DESTINATION_CRM_PLATFORMS: expected names of platforms"
        ),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_BATCH": "2"],
            "DESTINATION_CRM_BATCH: expected a number from 1 to 1"
        ),
        (
            [
                "DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_FORMAT": "xapi",
                "DESTINATION_CRM_XAPI_VERSION": "1.0",
            ], "DESTINATION_CRM_XAPI_VERSION: expected one of 1.0.3, 2.0.0"
        ),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_ACTOR": "mbox"],
            "DESTINATION_CRM_ACTOR: expected not to be set"
        ),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_SIGNING_SECRET": "whsec_c2hvcnQ="],
            "DESTINATION_CRM_SIGNING_SECRET: expected 24 bytes"
        ),
        (
            ["DESTINATION_CRM_URL": "http://x", "DESTINATION_CRM_AUTHORIZATION": "a\nb"],
            "DESTINATION_CRM_AUTHORIZATION: expected one line"
        ),
        (
            ["DESTINATION_CRM_URL": "https://x", "DESTINATION_CRM_CA_FILE": "/dev/null"],
            "DESTINATION_CRM_CA_FILE: expected"
        ),
        (["ACTIONS_TO": "stdout", "ACTIONS_FORMAT": "payload"], "ACTIONS_FORMAT: expected one of cloudevents, xapi"),
        (
            ["DESTINATION_DEFAULT_URL": "http://x", "ACTIONS_TO": "http://y"],
            "ACTIONS_TO: DESTINATION_DEFAULT_URL is set too"
        ),
        (
            ["DESTINATION_DEFAULT_URL": "http://x", "ACTIONS_TO": "response", "ACTIONS_FORMAT": "nope"],
            "ACTIONS_FORMAT: expected"
        ),
    ])
    func whatCannotBeIsSaidAtTheStart(environment: [String: String], problem: String) throws {
        let outcome = try Program("learnhooks-function", environment: Fixtures.environment.merging(environment) { $1 })
            .run()
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains("learnhooks-function: \(problem)"))
    }
}
