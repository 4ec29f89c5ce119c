import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// The function as a broker calls it.
@Suite(.blocking) struct BrokerTests {
    private static let ping = #"{"id":"1","type":"PING","data":{}}"#
    private static let bad = #"{"type":"COURSE_STARTED"}"#
    private static let list =
        #"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[{"guid":"1","state":"pending"},{"guid":"2","state":"pending"}]}]}}"#

    private func serve(_ environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(environment: ["FUNCTION_SIGNATURE_TYPE": "cloudevent"].merging(environment) { $1 })
    }

    private func send(
        _ body: String, _ type: String = "application/json", attributes: [(String, String)] = attributes,
        to server: RunningProgram
    ) throws -> HTTPClient.Response {
        var client = try HTTPClient(port: server.port)
        return try client.send(
            Delivery(
                method: "POST", path: "/",
                headers: [.init("Content-Type", type)] + attributes.map { .init("ce-\($0.0)", $0.1) },
                body: Array(body.utf8)))
    }

    private static let attributes = [("specversion", "1.0"), ("id", "1"), ("source", "/hooks"), ("type", "webhook")]

    private static func event(_ data: String, more: String = "") -> String {
        #"{"specversion":"1.0","id":"1","source":"/hooks","type":"webhook"\#(more),"data":\#(data)}"#
    }

    @Test func oneActionIsTheReply() throws {
        let server = try serve()
        let expected = try Program("learnhooks").run("invoke", input: Array(Self.ping.utf8)).output
        let action = try JSONDocument(parsing: Array(expected.utf8)).root
        for answer in [
            try send(Self.ping, to: server),
            try send(Self.event(Self.ping), "application/cloudevents+json; charset=utf-8", attributes: [], to: server),
            try send("[\(Self.event(Self.ping))]", "Application/CloudEvents-Batch+JSON", attributes: [], to: server),
        ] {
            #expect(answer.status == 200)
            #expect(answer.headers["ce-id"] == action["id"]?.string)
            #expect(answer.headers["ce-type"] == "learnhooks.webhook.pinged")
            #expect(answer.headers["ce-specversion"] == "1.0")
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.body[...] == action["data"]?.bytes)
        }
    }

    @Test func noActionIsAnEmptyReply() throws {
        let server = try serve(["FUNCTION_TARGET": "knolyx/COURSE_STARTED"])
        let answer = try send(Self.ping, to: server)
        #expect(answer.status == 204)
        #expect(answer.headers["content-length"] == nil)
        #expect(try send("[]", "application/cloudevents-batch+json", attributes: [], to: server).status == 204)
    }

    @Test func anActionThatComesAroundIsLeftAlone() throws {
        let server = try serve()
        let action = try Program("learnhooks").run("invoke", input: Array(Self.ping.utf8)).output
        #expect(try send(action, "application/cloudevents+json", attributes: [], to: server).status == 204)
    }

    @Test func moreActionsThanOneNeedASink() throws {
        let server = try serve()
        #expect(try server.log.contains("an answer holds one action"))
        #expect(try send(Self.list, to: server).status == 422)
        let sink = try TestServer { _, _ in .status(202) }
        let other = try serve(["K_SINK": sink.url])
        let answer = try send(Self.list, to: other)
        #expect(answer.status == 204)
        #expect(sink.requests.count == 2)
        #expect(
            try send(
                "[\(Self.event(Self.ping)),\(Self.event(Self.list))]", "application/cloudevents-batch+json",
                attributes: [], to: other
            ).status == 204)
        #expect(sink.requests.count == 5)
    }

    @Test func aSinkThatFailsIsTriedAgainByTheBroker() throws {
        let sink = try TestServer { number, _ in .status(number == 0 ? 500 : 400) }
        let server = try serve(["K_SINK": sink.url])
        #expect(try send(Self.ping, to: server).status == 503)
        #expect(try send(Self.ping, to: server).status == 422)
    }

    @Test(arguments: [
        // Binary mode: headers that the specification forbids.
        ("application/json", "{}", [("id", "1"), ("source", "/"), ("type", "t")], 400),
        ("application/json", "{}", [("specversion", "0.3"), ("id", "1"), ("source", "/"), ("type", "t")], 400),
        ("application/json", "{}", attributes + [("datacontenttype", "application/json")], 400),
        ("application/json", "{}", attributes + [("data", "x")], 400),
        ("application/json", "{}", attributes + [("id", "2")], 400),
        ("nothing", "{}", attributes, 400),
        // Structured and batched mode.
        ("application/cloudevents+json", "{", [], 400), ("application/cloudevents+json", "[]", [], 400),
        ("application/cloudevents-batch+json", "{}", [], 400), ("application/cloudevents+avro", "{}", [], 415),
        ("application/cloudevents-batch+json", #"[{"specversion":"1.0"}]"#, [], 400),
        // A good event of a bad payload.
        ("application/json", "{}", attributes, 422), ("application/json", "", attributes, 422),
        ("application/json", #"{"type":"COURSE_STARTED"}"#, attributes, 422),
        ("application/json", #"{"type":"?"}"#, attributes, 422),
    ])
    func whatIsNoEventIsRefused(type: String, body: String, attributes: [(String, String)], status: Int) throws {
        let answer = try send(body, type, attributes: attributes, to: serve())
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.headers["webhook-delivery"] == nil)
    }

    /// An error in an optional part does not stop the event, and is reported.
    @Test(arguments: [
        ("time", "yesterday"), ("subject", "%C0%A0"), ("subject", "100%"), ("subject", "50% off"),
        ("subject", "\"open"), ("some-name", "x"),
    ])
    func anAttributeThatNobodyNeedsIsLeftOut(name: String, value: String) throws {
        let server = try RunningProgram(["knolyx"], environment: ["FUNCTION_SIGNATURE_TYPE": "cloudevent"])
        // Of an event that no handler knows, too.
        for event in [Self.ping, #"{"id":"1","type":"NEW","data":{}}"#] {
            #expect(try send(event, attributes: Self.attributes + [(name, value)], to: server).status == 200)
            let line = try #require(try server.logLines.last)
            #expect(line["level"]?.string == "warning")
            let problem = line["delivery.problems"]?.elements.first { _ in true }?.string
            #expect(problem?.contains(name) == true)
        }
    }

    @Test func textIsReadAlikeInBothModes() throws {
        let server = try serve()
        let binary = try send(Self.ping, "text/plain", attributes: Self.attributes, to: server)
        var event = JSONWriter()
        event.object { event in
            for (name, value) in Self.attributes {
                event.key(named: name)
                event.string(value)
            }
            event.member("datacontenttype", "text/plain")
            event.member("data", Self.ping)
        }
        let text = String(decoding: event.bytes, as: UTF8.self)
        let structured = try send(text, "application/cloudevents+json", attributes: [], to: server)
        #expect(binary.status == 200)
        #expect((structured.status, structured.text) == (binary.status, binary.text))
    }

    @Test func quotedAndEncodedAttributesAreRead() throws {
        let attributes = Self.attributes + [("subject", #""a \"b\" c""#), ("ext", "Euro%20%E2%82%AC%20%F0%9F%98%80")]
        #expect(try send(Self.ping, attributes: attributes, to: serve()).status == 200)
    }

    @Test func aBadEventOfABatchIsNamed() throws {
        let folder = try Folder()
        let server = try serve(["DEAD_LETTERS": folder.url.path])
        let batch = "[\(Self.event(Self.ping)),\(Self.event(Self.bad))]"
        let answer = try send(batch, "application/cloudevents-batch+json", attributes: [], to: server)
        #expect(answer.status == 422)
        #expect(answer.text.contains("knolyx COURSE_STARTED: [1].data.data: expected an object, found nothing"))
        #expect(try folder.files().count == 1)
    }

    @Test func whatIsRefusedIsCountedAndSaid() throws {
        let server = try serve()
        _ = try send("{", "application/cloudevents+json", attributes: [], to: server)
        _ = try send("{}", "application/cloudevents+avro", attributes: [], to: server)
        #expect(try server.logLines.filter { $0["delivery.outcome"]?.string == "malformed" }.count == 2)
        _ = try send(
            "[\(Self.event(Self.ping)),\(Self.event(Self.bad))]", "application/cloudevents-batch+json",
            attributes: [], to: server)
        let outcomes = try server.logLines.suffix(2).map { $0["delivery.outcome"]?.string }
        #expect(outcomes == ["undelivered", "malformed"])
    }

    @Test func whatNoStatementCanBeMadeOfIsKeptAndCounted() throws {
        let folder = try Folder()
        let sink = try TestServer { _, _ in .status(200) }
        let server = try serve([
            "K_SINK": sink.url, "ACTIONS_FORMAT": "xapi", "DEAD_LETTERS": folder.url.path, "FUNCTION_TARGET": "knolyx",
        ])
        #expect(try send(#"{"id":"1","type":"NEW"}"#, to: server).status == 204)
        #expect(try server.logLines.last?["delivery.omitted"]?.number?.integer == 1)
        #expect(try folder.files().count == 1)
        #expect(sink.requests.isEmpty)
    }

    @Test func whatIsKeptOfABrokerIsReadBack() throws {
        let folder = try Folder()
        let server = try serve(["DEAD_LETTERS": folder.url.path])
        let batch = "[\(Self.event(Self.ping)),\(Self.event(Self.bad))]"
        _ = try send(batch, "application/cloudevents-batch+json", attributes: [], to: server)
        let file = folder.path(try #require(try folder.files().first))
        let outcome = try Program("learnhooks").run("invoke", file)
        #expect(outcome.status == 1)
        #expect(outcome.output == (try Program("learnhooks").run("invoke", input: Array(Self.ping.utf8)).output))
        #expect(outcome.errors.contains("knolyx COURSE_STARTED: body[1].data.data: expected an object, found nothing"))
    }

    @Test func onlyPostBringsEvents() throws {
        let server = try serve()
        var client = try HTTPClient(port: server.port)
        let options = try client.get("/", method: "OPTIONS")
        #expect(options.status == 204)
        #expect(options.headers["allow"] == "POST")
        let put = try client.get("/", method: "PUT")
        #expect(put.status == 405)
        #expect(put.headers["allow"] == "POST")
    }
}
