import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// What `learnhooks destinations` shows.
@Suite(.blocking) struct DestinationsTests {
    @Test func eachIsShownWithoutItsPathAndItsHeaders() throws {
        let outcome = try Program(
            "learnhooks",
            environment: [
                "ACTIONS_TO": "https://hooks.example/secret/path", "SINK_AUTHORIZATION": "Bearer secret",
                "DESTINATION_LRS_URL": "http://lrs.example:8080/xAPI/statements", "DESTINATION_LRS_FORMAT": "xapi",
                "DESTINATION_LRS_KINDS": "activity.*", "DESTINATION_LRS_PLATFORMS": "falkor",
            ]
        ).run("destinations")
        #expect(outcome.status == 0)
        #expect(
            outcome.output == """
                default  https://hooks.example  cloudevents  everything
                lrs  http://lrs.example:8080  xapi  activity.* of falkor

                """)
    }

    @Test func oneIsLookedAtAndNothingIsSentToIt() throws {
        let authority = try Authority()
        let server = try TestServer { _, request in .status(request.line.hasPrefix("GET /xAPI/about") ? 200 : 405) }
        let secure = try TLSServer(before: server, as: authority.identity())
        let environment = [
            "DESTINATION_HOOK_URL": "https://localhost:\(secure.port)/hook", "SSL_CERT_FILE": authority.path,
            "DESTINATION_LRS_URL": "https://localhost:\(secure.port)/xAPI/statements/",
            "DESTINATION_LRS_FORMAT": "xapi",
        ]
        let outcome = try Program("learnhooks", environment: environment).run("destinations", "--check", "--json")
        #expect(outcome.status == 0)
        let found = try JSONDocument(parsing: Array(outcome.output.utf8)).root.elements
        #expect(found.map { $0["name"]?.string } == ["hook", "lrs"])
        #expect(found.map { $0["check"]?["status"]?.number?.integer } == [405, 200])
        for check in found {
            #expect(try check["check"]?["certificate"]?["names"]?.read([String].self).first == "localhost")
        }
        #expect(server.requests.allSatisfy { $0.body.isEmpty && !$0.line.hasPrefix("POST") })
    }

    @Test(arguments: [401, 403])
    func oneThatAsksForAnotherAuthorizationIsNotGood(status: Int) throws {
        let server = try TestServer { _, _ in .status(status) }
        let outcome = try Program("learnhooks", environment: ["ACTIONS_TO": server.url]).run("destinations", "--check")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("failed: answers \(status) to OPTIONS"))
    }

    @Test func oneThatIsNotThereOrNotToBeTrustedIsNotGood() throws {
        let server = try TestServer { _, _ in .status(200) }
        let trusted = try Authority()
        let secure = try TLSServer(before: server, as: Authority().identity())
        for (url, problem) in [
            ("http://127.0.0.1:1/", "no connection to it"),
            ("https://localhost:\(secure.port)/", "TLS fails: its certificate"),
        ] {
            let outcome = try Program(
                "learnhooks", environment: ["ACTIONS_TO": url, "SSL_CERT_FILE": trusted.path]
            ).run("destinations", "--check")
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("failed: \(problem)"))
            #expect(outcome.output.contains("certificate for localhost") == url.hasPrefix("https"))
        }
        #expect(server.requests.isEmpty)
    }

    @Test func noneAtAllIsSaid() throws {
        let outcome = try Program("learnhooks").run("destinations")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("no destination is set"))
    }
}
