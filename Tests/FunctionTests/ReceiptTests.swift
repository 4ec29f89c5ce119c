import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// What the sender of a delivery is answered for each receipt.
@Suite(.blocking) struct ReceiptTests {
    private func platform(_ name: String) throws -> Platform {
        try #require(catalog.first { $0.name == name })
    }

    @Test func everySampleIsAnsweredWithItsActions() throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        for sample in Sample.all {
            var client = try HTTPClient(port: server.port)
            let answer = try client.send(Fixtures.delivery(sample.bytes, from: platform(sample.platform)))
            #expect(answer.status == 200, "\(sample)")
            #expect(answer.headers["content-type"] == "application/cloudevents-batch+json")
            let lines = sample.expected.split(separator: "\n").joined(separator: ",")
            #expect(answer.text == "[\(lines)]\n", "\(sample)")
        }
        #expect(try server.stop() == 0)
        #expect(try server.logLines.filter { $0["message"]?.string == "delivery" }.count == Sample.all.count)
    }

    @Test func standardInputOfTheFunctionGivesTheSameBytes() throws {
        for platform in catalog {
            let samples = Sample.all.filter { $0.platform == platform.name }
            let outcome = try Program("learnhooks-function")
                .run([platform.name, "--stdin"], input: .init(samples.flatMap { $0.bytes + [0x0A] }))
            #expect(outcome.output == samples.map(\.expected).joined())
        }
    }

    @Test func aFunctionOfOneTypePassesOverOthers() throws {
        let server = try RunningProgram(environment: [
            "FUNCTION_TARGET": "knolyx/COURSE_COMPLETED", "KNOLYX_SECRETS": Fixtures.knolyx,
        ])
        var client = try HTTPClient(port: server.port)
        for body in [#"{"id":"1","type":"PING","data":{}}"#, #"{"id":"1","type":"NEW"}"#] {
            let answer = try client.send(Fixtures.delivery(Array(body.utf8), from: platform("knolyx")))
            #expect(answer.status == 200)
            #expect(answer.text == "[]\n")
        }
        // One platform is served, and so may leave its name away.
        var delivery = try Fixtures.delivery(Array(#"{"id":"1","type":"PING"}"#.utf8), from: platform("knolyx"))
        delivery.path = "/"
        #expect(try client.send(delivery).status == 200)
        delivery.path = "/falkor"
        #expect(try client.send(delivery).status == 404)
    }

    @Test func anUnknownTypeIsKeptAsItIs() throws {
        let server = try RunningProgram(["knolyx"], environment: Fixtures.environment)
        var client = try HTTPClient(port: server.port)
        let answer = try client.send(
            Fixtures.delivery(Array(#"{"id":"1","type":"NEW","data":{"a":1}}"#.utf8), from: platform("knolyx")))
        #expect(answer.status == 200)
        #expect(answer.text.contains(#""payload":{"id":"1","type":"NEW","data":{"a":1}}"#))
        let line = try #require(try server.logLines.last)
        #expect(line["level"]?.string == "warning")
        #expect(line["delivery.outcome"]?.string == "unmapped")
    }

    @Test(arguments: ["application/cloudevents+json", "text/html, Application/CloudEvents+JSON;q=0.5"])
    func aSingleEventIsGivenToWhoAsksForIt(accept: String) throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        var client = try HTTPClient(port: server.port)
        for sample in Sample.all.filter({ $0.platform == "falkor" || $0.platform == "knolyx" }) {
            let answer = try client.send(
                Fixtures.delivery(sample.bytes, from: platform(sample.platform)), headers: ["Accept: \(accept)"])
            let isSingle = sample.expected.split(separator: "\n").count == 1
            #expect(
                answer.headers["content-type"]
                    == (isSingle ? "application/cloudevents+json" : "application/cloudevents-batch+json"))
            if isSingle { #expect(answer.text == sample.expected) }
        }
        let answer = try client.send(
            Fixtures.delivery(Array(#"{"id":"1","type":"PING"}"#.utf8), from: platform("knolyx")),
            headers: ["Accept: application/cloudevents+json;q=0, */*"])
        #expect(answer.headers["content-type"] == "application/cloudevents-batch+json")
    }

    @Test(arguments: ["/knolyx/", "//knolyx", "/knolyx//", "/hooks/knolyx", "/hooks//knolyx/"])
    func slashesAndAPathInFrontAreNoReasonFor404(path: String) throws {
        let isPrefixed = path.hasPrefix("/hooks")
        let server = try RunningProgram(
            environment: Fixtures.environment.merging(["PATH_PREFIX": isPrefixed ? "/hooks" : ""]) { $1 })
        var client = try HTTPClient(port: server.port)
        var delivery = try Fixtures.delivery(
            Array(#"{"id":"1","type":"PING","data":{}}"#.utf8), from: platform("knolyx"))
        delivery.path = path
        #expect(try client.send(delivery).status == 200)
        for page in ["/health/liveness", "/health/liveness/", "//health//readiness"] {
            #expect(try client.get(page).status == 200)
        }
    }

    @Test(arguments: [
        ("/falkor", "POST", 401), ("/instruqt", "POST", 401), ("/knolyx", "PUT", 401),
        ("/konstantly/wrong", "POST", 401),
        ("/konstantly", "POST", 401), ("/nowhere", "POST", 404), ("/", "POST", 404), ("/falkor/more", "POST", 404),
        ("/knolyx", "POST", 405), ("/falkor", "PUT", 405), ("/falkor", "GET", 405), ("/health/liveness", "POST", 404),
    ])
    func whatProvesNothingIsRefused(path: String, method: String, status: Int) throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        var client = try HTTPClient(port: server.port)
        let answer = try client.send(
            Delivery(
                method: method, path: path, headers: [.init("X-Webhook-Security-Token", "no")], body: Array("{}".utf8)))
        #expect(answer.status == status)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect((answer.headers["www-authenticate"] != nil) == (status == 401))
        #expect(answer.headers["allow"] == (status == 405 ? (path == "/knolyx" ? "PUT" : "POST") : nil))
        if status == 401 {
            #expect(answer.text == #"{"status":401,"detail":"the delivery is not proven to be the platform's"}"# + "\n")
        }
        // The connection goes on: nothing is wrong with the request.
        #expect(try client.get("/health/liveness").status == 200)
    }

    @Test func platformsWithoutASecretAreNotServed() throws {
        let server = try RunningProgram(environment: [
            "FALKOR_SECRETS": Fixtures.falkor, "LEARNHOOKS_UNSIGNED": "konstantly",
        ])
        var client = try HTTPClient(port: server.port)
        let body = Array(#"{"id":"1","type":"PING","data":{}}"#.utf8)
        #expect(try client.send(Fixtures.delivery(body, from: platform("knolyx"))).status == 404)
        let unsigned = Delivery(method: "POST", path: "/konstantly", headers: [], body: Array(#"{"type":"New"}"#.utf8))
        #expect(try client.send(unsigned).status == 200)
    }

    @Test(arguments: [
        ("not JSON", "expected a value"), (#"{"type":"COURSE_STARTED"}"#, "data: expected"),
        (#"{"id":"1","type":"COURSE_COMPLETED","data":{"course":{"id":"x"}}}"#, "data.course.id: expected an integer"),
    ])
    func aBadPayloadIsToldWhere(body: String, problem: String) throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        var client = try HTTPClient(port: server.port)
        let answer = try client.send(Fixtures.delivery(Array(body.utf8), from: platform("knolyx")))
        #expect(answer.status == 422)
        #expect(answer.text.contains(problem))
        #expect(answer.headers["webhook-delivery"] == nil)
    }

    @Test func aBadPayloadIsKeptAndNotAskedForAgain() throws {
        let folder = try Folder()
        let server = try RunningProgram(
            environment: Fixtures.environment.merging(["DEAD_LETTERS": folder.url.path]) { $1 })
        var client = try HTTPClient(port: server.port)
        for _ in 0..<2 {
            let answer = try client.send(Fixtures.delivery(Array("{}".utf8), from: platform("instruqt")))
            #expect(answer.status == 422)
            #expect(answer.headers["webhook-delivery"] == "abort-message")
        }
        // What is not authentic is not kept, whatever it holds.
        _ = try client.send(Delivery(method: "POST", path: "/falkor", headers: [], body: Array("{}".utf8)))
        let files = try folder.files()
        #expect(files.count == 1)
        #expect(try folder.permissions(of: files[0]) == 0o600)
        let outcome = try Program("learnhooks", environment: Fixtures.environment).run("explain", folder.path(files[0]))
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("refused: instruqt: type: expected"))
    }

    @Test func aBadRowCostsItselfAlone() throws {
        let server = try RunningProgram(environment: Fixtures.environment)
        var client = try HTTPClient(port: server.port)
        let body = #"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[{"guid":"g","state":"new"}]}]}}"#
        let answer = try client.send(Fixtures.delivery(Array(body.utf8), from: platform("falkor")))
        #expect(answer.status == 200)
        #expect(answer.text.contains("event.unmapped"))
        let line = try #require(try server.logLines.last)
        #expect(line["level"]?.string == "warning")
        #expect(line["delivery.problems"]?.elements.map { $0 }.first?.string?.contains("vouchers[0].state") == true)
    }
}
