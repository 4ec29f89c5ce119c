import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// The inspector of the built `learnhooks serve`.
@Suite(.blocking) struct InspectorTests {
    /// A server, and a person before its page.
    private final class Page {
        let server: RunningProgram
        let port: Int
        private(set) var cookie = ""

        init(_ arguments: [String] = [], environment: [String: String] = ["KNOLYX_SECRETS": Fixtures.knolyx]) throws {
            server = try RunningProgram(
                ["serve", "--port", "0"] + arguments, environment: environment, program: "learnhooks")
            let log = try server.log
            port = try #require(log.firstMatch(of: /refused: http:\/\/127\.0\.0\.1:(\d+)\//).flatMap { Int($0.1) })
            let page = try ask("GET", "/")
            cookie = try #require(page.headers["set-cookie"]?.split(separator: ";").first.map(String.init))
        }

        func ask(
            _ method: String, _ path: String, _ body: String = "", origin: String? = nil, cookie: String? = nil
        ) throws -> HTTPClient.Response {
            var client = try HTTPClient(port: port)
            let headers = [("Origin", origin ?? "http://localhost"), ("Cookie", cookie ?? self.cookie)]
            return try client.send(
                Delivery(
                    method: method, path: path, headers: headers.map { .init($0.0, $0.1) }, body: Array(body.utf8)))
        }

        func json(_ path: String) throws -> JSONNode { try JSONDocument(parsing: ask("GET", path).body).root }

        func deliver(_ body: String, secret: String = Fixtures.knolyx) throws -> Int {
            var client = try HTTPClient(port: server.port)
            let delivery = Delivery(
                method: "PUT", path: "/knolyx", headers: [.init("X-Webhook-Security-Token", secret)],
                body: Array(body.utf8))
            return try client.send(delivery).status
        }
    }

    private static let ping = #"{"id":"1","type":"PING"}"#

    @Test func thePageMayDoNothingButAskItsOwnAddress() throws {
        let page = try Page().ask("GET", "/")
        #expect(page.status == 200)
        let policy = try #require(page.headers["content-security-policy"])
        for part in [
            "default-src 'none'", "connect-src 'self'", "base-uri 'none'", "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            #expect(policy.contains(part))
        }
        #expect(!policy.contains("unsafe"))
        #expect(page.headers["x-content-type-options"] == "nosniff")
        #expect(page.headers["cache-control"] == "no-store")
        #expect(page.headers["referrer-policy"] == "no-referrer")
        // Nothing is fetched from anywhere, and the files stand in it as they are.
        for file in ["inspector.css", "inspector.js"] {
            #expect(!page.text.contains("\"\(file)\""))
            #expect(page.text.contains(try Project.text(of: "Sources/Inspector/Page/\(file)")))
        }
        #expect(!page.text.contains(/(src|href)=/))
    }

    @Test func cookiesAreThePagesOwn() throws {
        let page = try Page()
        let cookie = try #require(try page.ask("GET", "/", cookie: "").headers["set-cookie"])
        #expect(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict") && !cookie.contains("Secure"))
        #expect(try page.ask("GET", "/v1/journal").status == 200)
        #expect(try page.ask("GET", "/v1/journal", cookie: "learnhooks-inspector=guess").status == 401)
        #expect(try page.ask("POST", "/v1/check", origin: "http://evil.example").status == 403)
    }

    @Test func aDeliveryAndAForgedOneAreShownWithWhatWasChecked() throws {
        let page = try Page()
        #expect(try page.deliver(Self.ping) == 200)
        #expect(try page.deliver(Self.ping) == 200)
        #expect(try page.deliver(Self.ping, secret: "a-token-of-nobody") == 401)
        let snapshot = try page.json("/v1/snapshot")
        let rows: JSONNode = try snapshot["page", "deliveries"]
        let row = try #require(rows.elements.first { _ in true })
        #expect(row["copies"]?.number == JSONNumber(2))
        #expect(row["kinds"]?.value == ["webhook.pinged"])
        let strangers: JSONNode = try snapshot["page", "strangers"]
        let stranger = try #require(strangers.elements.first { _ in true })
        #expect(stranger["state"]?.string == "not authentic")
        let forged = try page.ask("GET", "/v1/deliveries/\(stranger["id"]?.string ?? "")")
        #expect(forged.text.contains(#""passed":false"#) && forged.text.contains(#""causes":[""#))
        #expect(!forged.text.contains("a-token-of-nobody"))
        let detail = try page.ask("GET", "/v1/deliveries/1?mask=yes")
        #expect(detail.text.contains(#""passed":true"#) && detail.text.contains("statement") == false)
        #expect(detail.text.contains("•••") && !detail.text.contains(Fixtures.knolyx))
        #expect(try page.ask("GET", "/v1/deliveries/1").text.contains(#"\"type\":\"PING\""#))
    }

    @Test func anEditedDeliveryIsSignedAnewAndTaken() throws {
        let page = try Page()
        let body = #"{"platform":"knolyx","body":"{\"id\":\"2\",\"type\":\"PING\"}"}"#
        let answer = try page.ask("POST", "/v1/send", body)
        #expect(answer.text.contains(#""status":200"#), "\(answer.text)")
        let deliveries: JSONNode = try page.json("/v1/snapshot")["page", "deliveries"]
        #expect(Array(deliveries.elements).count == 1)
        #expect(try page.ask("POST", "/v1/send", #"{"platform":"nobody","body":"{}"}"#).status == 422)
    }

    /// A page goes on where it was, by the place that its browser says.
    @Test func aStreamBeginsBehindItsPlace() throws {
        let page = try Page()
        for number in 1...3 { #expect(try page.deliver(#"{"id":"\#(number)","type":"PING"}"#) == 200) }
        let connection = try Connection(port: page.port)
        try connection.send(
            "GET /v1/stream?after=0.0 HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 2.0\r\nCookie: \(page.cookie)\r\n\r\n"
        )
        var text = ""
        while !text.contains("event: summary") { text += String(decoding: try connection.receive(), as: UTF8.self) }
        #expect(text.contains("Content-Type: text/event-stream"))
        #expect(text.contains("id: 3.0\ndata: {\"deliveries\":[{\"id\":3,"))
        #expect(!text.contains("{\"id\":2,"))
        _ = try page.deliver(#"{"id":"4","type":"PING"}"#)
        while !text.contains("id: 4.0") { text += String(decoding: try connection.receive(), as: UTF8.self) }
        #expect(try page.server.stop(SIGINT) == 0)
    }

    @Test(arguments: [
        (["INSPECTOR_TOKEN": "short"], "expected 16 bytes"),
        (["INSPECTOR_TOKEN": "a-token-that-is-long-enough"], "expected ADMIN"),
        (["INSPECTOR_TOKEN": "a-token-that-is-long-enough", "ADMIN": "0.0.0.0:9"], "TLS_CERTIFICATE_FILE"),
        (["INSPECTOR_TOKEN": "a-token-that-is-long-enough", "ADMIN": "127.0.0.1:9"], "expected JOURNAL"),
    ])
    func aDeployedInspectorIsForFew(environment: [String: String], problem: String) throws {
        let outcome = try Program(
            "learnhooks-function", environment: Fixtures.environment.merging(environment) { $1 }
        ).run()
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains("INSPECTOR_TOKEN: ") && outcome.errors.contains(problem), "\(outcome.errors)")
    }

    @Test func aTokenOpensADeployedInspector() throws {
        let folder = try Folder()
        let admin = try TestServer { _, _ in .close }.port
        let server = try RunningProgram(
            environment: Fixtures.environment.merging([
                "ADMIN": "127.0.0.1:\(admin)", "INSPECTOR_TOKEN": "a-token-that-is-long-enough",
                "JOURNAL": folder.path("journal.sqlite"),
            ]) { $1 })
        func ask(_ method: String, _ path: String, _ body: String = "", _ headers: [(String, String)]) throws
            -> HTTPClient.Response
        {
            var client = try HTTPClient(port: admin)
            return try client.send(
                Delivery(
                    method: method, path: path, headers: headers.map { .init($0.0, $0.1) }, body: Array(body.utf8)))
        }
        let origin = [("Origin", "http://localhost")]
        #expect(try ask("GET", "/health/readiness", "", []).status == 200)
        #expect(try ask("GET", "/", "", []).headers["set-cookie"] == nil)
        #expect(try ask("GET", "/v1/journal", "", []).status == 401)
        #expect(try ask("POST", "/session", #"{"token":"another"}"#, origin).status == 401)
        let opened = try ask("POST", "/session", #"{"token":"a-token-that-is-long-enough"}"#, origin)
        let cookie = try #require(opened.headers["set-cookie"]?.split(separator: ";").first.map(String.init))
        #expect(try ask("GET", "/v1/journal", "", [("Cookie", cookie)]).status == 200)
        // Only who runs serve holds secrets that may sign.
        let send = try ask("POST", "/v1/send", "{}", origin + [("Cookie", cookie)])
        #expect(send.status == 403)
        #expect(try server.stop() == 0)
    }
}
