import Foundation
import LearnHooks
import Support
import Synchronization
import Testing
import Traits

/// The commands of the platforms' own APIs, as a person types them: what they take, print, and never print.
@Suite(.blocking) struct PlatformCommandTests {
    private static let key = "an-api-key-that-nobody-may-see"
    private static let token = "a-token-that-nobody-may-see"

    private func environment(_ server: TestServer?, _ more: [String: String] = [:]) -> [String: String] {
        let url = "http://127.0.0.1:\(server?.port ?? 1)"
        var environment = ["KNOLYX_PROJECT_ID": "project", "KONSTANTLY_SITE": "acme", "INSTRUQT_TEAM": "team"]
        for platform in ["FALKOR", "INSTRUQT", "KNOLYX", "KONSTANTLY"] {
            environment["\(platform)_API_KEY"] = Self.key
            environment["\(platform)_API_URL"] = url
        }
        return environment.merging(more) { $1 }
    }

    private func run(
        _ words: String, at server: TestServer? = nil, _ more: [String: String] = [:]
    ) throws -> Program.Outcome {
        try Program("learnhooks", environment: environment(server, more))
            .run(words.split(separator: " ").map(String.init), input: Data())
    }

    @Test(arguments: [
        (
            "knolyx",
            "knolyx: expected one of webhooks list, webhooks show, webhooks create, webhooks delete, webhooks ping"
        ),
        ("knolyx webhooks show", "webhooks show: expected webhooks show ID"),
        ("knolyx webhooks show 1 2", "webhooks show: expected webhooks show ID, found more words"),
        ("knolyx webhooks list --all", "webhooks list: expected webhooks list, found --all"),
        ("knolyx webhooks create --url", "--url: expected a value"),
        ("knolyx webhooks create --url=", "--url: expected a value, found an empty one"),
        (
            "knolyx webhooks create --url http://a.example",
            "webhooks create: URL: expected a URL that begins with https://"
        ),
        (
            "knolyx webhooks create --url https://localhost/x",
            "webhooks create: URL: expected another host than localhost"
        ),
        (
            "knolyx webhooks create --bogus x",
            "webhooks create: expected webhooks create --url URL [--name NAME] [--token TOKEN], found --bogus"
        ),
        ("instruqt nothing", "instruqt: expected one of learners, plays, enrich"),
        ("instruqt enrich more", "enrich: expected no further words: it reads actions from standard input"),
        ("instruqt plays --from x", "plays: FROM: expected a time as in 2026-01-31T00:00:00Z"),
        ("konstantly last", "last: expected last TYPE|--all"),
    ])
    func wrongWordsAreSaidBeforeAnythingIsSent(words: String, problem: String) throws {
        let server = try TestServer { _, _ in .status(200) }
        if words == "knolyx" {
            #expect(try run("knolyx nothing", at: server).errors == "learnhooks: \(problem)\n")
            return
        }
        let outcome = try run(words, at: server)
        #expect(outcome.status == 64)
        #expect(outcome.errors == "learnhooks: \(problem)\n")
        #expect(server.connections == 0)
    }

    @Test func aTypeThatIsNoneIsSaidWithThoseThatAre() throws {
        let outcome = try run("konstantly last course.ended")
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("learnhooks: last: TYPE: expected one of course.published, "))
    }

    @Test(arguments: ["falkor", "instruqt", "knolyx", "konstantly"])
    func theHelpNamesEveryCallAndEveryVariable(platform: String) throws {
        for words in [platform, "\(platform) --help", "help \(platform)"] {
            let outcome = try run(words)
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("\(platform.uppercased())_API_KEY_FILE"))
            #expect(outcome.output.contains("CALLS"))
        }
    }

    @Test(arguments: [
        ("KNOLYX_API_KEY", "expected the platform's API key, or a file of it in KNOLYX_API_KEY_FILE"),
        ("KNOLYX_PROJECT_ID", "expected to be set: each call needs it"),
    ])
    func aMissingVariableIsNamed(variable: String, problem: String) throws {
        let outcome = try run("knolyx webhooks list", [variable: ""])
        #expect(outcome.status == 78)
        #expect(outcome.errors == "learnhooks: \(variable): \(problem)\n")
    }

    @Test func aKeyMayStandInAFile() throws {
        let server = try TestServer { _, request in
            .answer(200, headers: [], body: request.headers["x-api-key"] == Self.key ? "[]" : "{}")
        }
        let folder = try Folder()
        let file = try folder.write("\(Self.key)\n", to: "key")
        let good = try run(
            "knolyx webhooks list --json", at: server, ["KNOLYX_API_KEY": "", "KNOLYX_API_KEY_FILE": file])
        #expect(good.output == "[]\n")
        let both = try run("knolyx webhooks list", at: server, ["KNOLYX_API_KEY_FILE": file])
        #expect(both.status == 78)
        #expect(both.errors.contains("set only one of them"))
        let two = try folder.write("a b", to: "two")
        for path in [two, folder.path("none"), folder.url.path] {
            let bad = try run("knolyx webhooks list", at: server, ["KNOLYX_API_KEY": "", "KNOLYX_API_KEY_FILE": path])
            #expect(bad.status == 78)
            #expect(bad.errors.contains("KNOLYX_API_KEY"))
        }
        #expect(server.requests.count == 1)
    }

    @Test func rowsAreATableForPeopleAndAnArrayForPrograms() throws {
        let rows = #"[{"id":1,"a":{"b":"x","c":null},"text":"long\u001b[31m"},{"id":20,"list":[1,2]}]"#
        let server = try TestServer { _, _ in .answer(200, headers: [], body: rows) }
        #expect(
            try run("knolyx webhooks list", at: server).output == """
                id  a.b  a.c   text            list
                1   x    null  long\\u{1B}[31m  -
                20  -    -     -               [1,2]

                """)
        #expect(try run("knolyx webhooks list --json", at: server).output == rows + "\n")
        let none = try TestServer { _, _ in .answer(200, headers: [], body: "[]") }
        #expect(try run("knolyx webhooks list", at: none).output.isEmpty)
        #expect(try run("knolyx webhooks list --json", at: none).output == "[]\n")
    }

    @Test func aWideRowIsCutOff() throws {
        let members = (0..<40).map { #""m\#($0)":"\#(String(repeating: "x", count: 500))""# }.joined(separator: ",")
        let server = try TestServer { _, _ in .answer(200, headers: [], body: "[{\(members)}]") }
        let lines = try run("knolyx webhooks list", at: server).output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1].count == 12 * 60 + 11 * 2)
    }

    @Test func anEventIsPrintedAsItCameAndWhatIsOddAboutItIsSaid() throws {
        let event = #"{"occuredAt":1,"type":"Course/Started","body":7}"#
        let server = try TestServer { _, _ in .answer(200, headers: [], body: event) }
        let outcome = try run("konstantly last course.started", at: server)
        #expect(outcome.status == 0)
        #expect(outcome.output == event + "\n")
        #expect(outcome.errors.hasPrefix("learnhooks: konstantly: not what the handler expects: "))
    }

    @Test func thatThereIsNoneIsSaid() throws {
        let server = try TestServer { _, _ in .answer(404, headers: [], body: #"{"status":404,"message":"none"}"#) }
        let one = try run("konstantly last course.started", at: server)
        #expect(one.status == 1 && one.errors == "learnhooks: konstantly last: nothing was found\n")
        #expect(try run("konstantly last --all", at: server).status == 0)
    }

    @Test func whatNoDocumentSaysIsSaidWhereItIsAskedFor() throws {
        let server = try TestServer { _, _ in .answer(200, headers: [], body: "[]") }
        #expect(try run("knolyx webhooks list", at: server).errors.isEmpty)
        #expect(
            try run("knolyx webhooks list --verbose", at: server).errors
                == "learnhooks: not documented: what the answer holds: shown as it came\n")
    }

    @Test func theVariableOfANewTokenIsPrintedBeforeTheWebhookIsMade() throws {
        let server = try TestServer { _, _ in .answer(500, headers: [], body: "{}") }
        let given = try run("knolyx webhooks create --url https://a.example --token \(Self.token)", at: server)
        #expect(given.output == "KNOLYX_SECRETS=\(Self.token)\n")
        let made = try run("knolyx webhooks create --url https://a.example", at: server)
        let token = made.output.dropFirst("KNOLYX_SECRETS=".count).dropLast()
        #expect(token.count >= 32)
        #expect(server.requests.last?.body.contains(token) == true)
    }

    /// Whatever is called, and whatever is answered, no key and no token is seen.
    @Test(arguments: [
        "falkor list enrolments A", "falkor list events", "falkor list rewards", "instruqt learners i",
        "instruqt plays --from 2026-01-31T00:00:00Z --to 2026-02-01T00:00:00Z", "knolyx webhooks list",
        "knolyx webhooks show 1", "knolyx webhooks create --url https://a.example --json --token \(token)",
        "knolyx webhooks delete 1", "knolyx webhooks ping", "konstantly last --all", "reconcile --print",
    ])
    func noKeyIsSeen(words: String) throws {
        let echo = { (status: Int) in
            try TestServer { _, request in
                .answer(
                    status, headers: [],
                    body: #"{"message":"\#(Self.key)","errors":[{"message":"\#(Self.key)"}],"status":"error"}"#)
            }
        }
        var outcomes = try [200, 401, 403, 404, 500].map { try run(words, at: echo($0)) }
        let limited = try TestServer { _, _ in .answer(429, headers: ["Retry-After: 3600"], body: Self.key) }
        outcomes.append(try run(words, at: limited))
        outcomes.append(try run(words))
        if !words.hasPrefix("reconcile") { outcomes.append(try run("\(words) --dry-run --verbose", at: nil)) }
        for outcome in outcomes {
            #expect(!outcome.errors.contains(Self.key))
            // What a platform answers as its data is shown as it came.
            if outcome.status != 0 { #expect(!outcome.output.contains(Self.key)) }
            #expect(!outcome.output.contains(Self.token) || !words.contains("--dry-run"))
        }
        if let dry = outcomes.last, !words.hasPrefix("reconcile") {
            #expect(dry.status == 0)
            #expect(dry.output.contains("***"))
            #expect(!dry.output.contains(Self.key) && !dry.output.contains(Self.token))
        }
    }

    @Test func whoIsInAnInviteIsAskedOnce() throws {
        let server = try TestServer { _, _ in
            .answer(
                200, headers: [],
                body:
                    #"{"data":{"trackInvite":{"claims":[{"user":{"id":"u"},"userDetails":{"firstName":"Ada","lastName":null,"email":""}}]}}}"#
            )
        }
        let event = { (user: String) in
            #"{"id":"1","data":{"learner":{"id":"\#(user)"},"object":{"type":"invite","id":"i"},"event":{"platform":"instruqt"}}}"#
        }
        let others = [#"{"id":"2","data":{"event":{"platform":"knolyx"}}}"#]
        let input = ([event("u"), event("u"), event("v"), event("v")] + others).joined(separator: "\n") + "\n"
        let outcome = try Program("learnhooks", environment: environment(server))
            .run("instruqt", "enrich", input: Data(input.utf8))
        let named = event("u").replacing(#""id":"u""#, with: #""id":"u","name":"Ada""#)
        #expect(
            outcome.output.split(separator: "\n").map(String.init) == [named, named, event("v"), event("v")] + others)
        #expect(server.requests.count == 2)
        #expect(outcome.status == 0)
    }

    @Test func whereNobodyAnswersActionsGoOnWithoutNames() throws {
        let event =
            #"{"data":{"learner":{"id":"u"},"object":{"type":"invite","id":"i"},"event":{"platform":"instruqt"}}}"#
        let server = try TestServer { _, _ in .answer(500, headers: [], body: "{}") }
        let outcome = try Program("learnhooks", environment: environment(server))
            .run("instruqt", "enrich", input: Data("\(event)\nnonsense\n\(event)\n".utf8))
        #expect(outcome.output == "\(event)\n\(event)\n")
        #expect(outcome.errors.contains("instruqt learners: answered 500"))
        #expect(server.requests.count == 1)
        #expect(outcome.status == 1)
    }
}
