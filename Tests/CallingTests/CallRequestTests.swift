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

    // Source: "Create webhook" of https://docs.knolyx.com/guides/webhooks, as it stands there.
    private static let createWebhook = """
        POST /public/api/v1/webhook
        Content-Type: application/json
        X-Api-Key: {{apiKey}}
        X-Project-Id: {{projectId}}

        {
          "name": "Webhook name",
          // url that accepts a PUT request
          "url": "https://valid-domain/hook",
          "securityToken": "token-generated-client-side"
        }
        """

    @Test func knolyxsWebhookIsCreatedAsItsDocumentsSay() throws {
        let lines = Self.createWebhook.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.prefix { !$0.isEmpty }
        let body = lines[head.count...].filter { !$0.contains("// url") }.joined(separator: "\n")
        let knolyx = try api("knolyx")
        let account = try knolyx.account("https://api.knolyx.com", key: "{{apiKey}}", project: "{{projectId}}")
        let values: Call.Values = [
            "name": ["Webhook name"], "url": ["https://valid-domain/hook"], "token": ["token-generated-client-side"],
        ]
        let request = CallRequest(try knolyx.call("webhooks create"), values, of: account)
        #expect("\(request.method) \(request.path)" == head[0])
        #expect(Set(request.headers.map { "\($0.name): \($0.value)" }) == Set(head.dropFirst().map(String.init)))
        #expect(
            try JSONDocument(parsing: request.body).root.value == JSONDocument(parsing: Array(body.utf8)).root.value)
    }

    // Source: "Get all" to "Ping one" of the same page.
    @Test(arguments: [
        ("webhooks list", "GET /public/api/v1/webhook"), ("webhooks show", "GET /public/api/v1/webhook/{{wehbookId}}"),
        ("webhooks delete", "DELETE /public/api/v1/webhook/{{wehbookId}}"),
        ("webhooks ping", "POST /public/api/v1/webhook/ping"),
        ("webhooks ping", "POST /public/api/v1/webhook/{{wehbookId}}/ping"),
    ])
    func knolyxsOtherCallsAreItsDocumentsLines(name: String, line: String) throws {
        let knolyx = try api("knolyx")
        let values: Call.Values = line.contains("{{") ? ["id": ["7"]] : [:]
        let request = CallRequest(try knolyx.call(name), values, of: try knolyx.account("https://api.knolyx.com"))
        #expect("\(request.method) \(request.path)" == line.replacing("{{wehbookId}}", with: "7"))
        #expect(request.body.isEmpty)
    }

    // Source: "Enriching events" of https://docs.instruqt.com/settings/platform/webhooks, as it stands there.
    private static let claims = """
        query {
            trackInvite(inviteID: "invite-id") {
                claims {
                    userDetails {
        	        firstName
        		lastName
        		email
                    }
                }
            }
        }
        """

    @Test func instruqtsQueryHasAllThatItsDocumentsAskFor() throws {
        let instruqt = try api("instruqt")
        let request = CallRequest(
            try instruqt.call("learners"), ["invite": ["invite-id"]],
            of: try instruqt.account("https://play.instruqt.com"))
        #expect("\(request.method) \(request.path)" == "POST /graphql")
        #expect(request.headers.contains { $0.name == "Authorization" && $0.value == "Bearer secret-key" })
        let body = try JSONDocument(parsing: request.body).root
        #expect(body["variables"]?["inviteID"]?.string == "invite-id")
        let query: String = try body["query"]
        // The invite is a variable, and a claim's own id and its learner's are asked for, too.
        let documented = Self.claims.replacing("\"invite-id\"", with: "$inviteID").words
        let asked = query.replacing(" Claims($inviteID: String!)", with: "").replacing(
            " id claimedAt user { id }", with: "")
        #expect(asked.words == documented)
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

extension String {
    fileprivate var words: [Substring] { split(whereSeparator: \.isWhitespace) }
}
