import Calling
import HTTPClient
import LearnHooks
import Testing

/// What goes over the wire is what the documents' own examples send.
struct CallRequestTests {
    // Source: the curl line of https://docs.konstantly.com/api-reference/webhooks/overview
    @Test func konstantlysLastEventIsItsDocumentsCurlLine() throws {
        let konstantly = try api("konstantly")
        let account = try konstantly.account(
            "https://YOURSITE.konstant.ly/openapi/v1", key: "1qaz2wsx3edc4rfv1qaz2wsx3edc4rfv")
        let request = CallRequest(try konstantly.call("last"), ["type": ["course.published"]], of: account)
        #expect(request.method == "GET")
        #expect(
            account.address.origin + request.path
                == "https://YOURSITE.konstant.ly/openapi/v1/webhook/course.published/last")
        #expect(request.headers.first?.name == "X-API-KEY")
        #expect(request.headers.first?.value == "1qaz2wsx3edc4rfv1qaz2wsx3edc4rfv")
        #expect(request.body.isEmpty)
    }

    // Source: https://docs.knolyx.com/guides/webhooks, https://everyday-digital.gitbook.io/falkor-dev-docs,
    // https://docs.instruqt.com/settings/platform/webhooks
    @Test(
        arguments: [
            ("knolyx", "webhooks list", [:], "GET /public/api/v1/webhook", ""),
            ("knolyx", "webhooks show", ["id": ["7"]], "GET /public/api/v1/webhook/7", ""),
            (
                "knolyx", "webhooks create", ["name": ["n"], "url": ["https://a.example"], "token": ["t"]],
                "POST /public/api/v1/webhook", #"{"name":"n","url":"https://a.example","securityToken":"t"}"#
            ),
            ("knolyx", "webhooks delete", ["id": ["7"]], "DELETE /public/api/v1/webhook/7", ""),
            ("knolyx", "webhooks ping", [:], "POST /public/api/v1/webhook/ping", ""),
            ("knolyx", "webhooks ping", ["id": ["7"]], "POST /public/api/v1/webhook/7/ping", ""),
            (
                "falkor", "list enrolments", ["search": ["FA-HCPG-06RF"]], "POST /v1/pathways/list",
                #"{"pathways":["FA-HCPG-06RF"]}"#
            ),
            ("falkor", "list events", ["search": ["a", "b"]], "POST /v1/event/list", #"{"search":["a","b"]}"#),
            ("falkor", "list rewards", [:], "POST /v1/rewards/list", #"{"search":[]}"#),
        ] as [(String, String, Call.Values, String, String)])
    func aCallIsWhatTheDocumentsSay(
        platform: String, name: String, values: Call.Values, line: String, body: String
    ) throws {
        let api = try api(platform)
        let request = CallRequest(try api.call(name), values, of: try api.account("https://api.example/"))
        #expect("\(request.method) \(request.path)" == line)
        #expect(String(decoding: request.body, as: UTF8.self) == body)
        #expect(request.headers.contains { $0.name == "Content-Type" } == !body.isEmpty)
    }

    @Test(arguments: [("a/b", "a%2Fb"), ("..", "%2E%2E"), ("ä?", "%C3%A4%3F"), ("\n", "%0A")])
    func aValueStaysOneSegment(value: String, segment: String) throws {
        let knolyx = try api("knolyx")
        let request = CallRequest(
            try knolyx.call("webhooks show"), ["id": [value]], of: try knolyx.account("https://api.example"))
        #expect(request.path == "/public/api/v1/webhook/\(segment)")
    }

    @Test(arguments: [
        "http://a.example", "https://localhost/x", "https://127.0.0.1:1/", "https://LOCALHOST", "https://",
    ])
    func knolyxTakesNoSuchURL(url: String) throws {
        let input = try #require(api("knolyx").call("webhooks create").inputs.first { $0.name == "url" })
        #expect(input.problem(url) != nil)
        #expect(input.problem("https://hooks.example/knolyx") == nil)
    }
}
