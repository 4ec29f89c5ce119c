import Catalog
import Foundation
import LearnHooks
import Support
import Testing

/// `sign`, `invoke --verify` and `explain` of the built `learnhooks`.
struct TrustCommandTests {
    private let learnhooks = Program("learnhooks")

    private func sign(_ sample: Sample, _ more: String...) throws -> Data {
        let outcome = try learnhooks.run(["sign", sample.platform, sample.path] + more, input: Data())
        #expect(outcome.errors == "")
        return Data(outcome.output.utf8)
    }

    private func sample(_ path: String) throws -> Sample {
        try #require(Sample.all.first { $0.path == "events/\(path).json" })
    }

    @Test func everySignedSampleIsVerified() throws {
        let deliveries = try Sample.all.reduce(into: Data()) { $0 += try sign($1, "--at", "1700000000") }
        let outcome = try learnhooks.run(["invoke", "--verify", "--now", "1700000200"], input: deliveries)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output == Sample.all.map(\.expected).joined())
    }

    @Test func theRecordedDeliveriesAreAuthenticAndAreTheSamples() throws {
        let outcome = try learnhooks.run("invoke", "--verify", "--now", "1627575297", "events/deliveries")
        #expect(outcome.status == 0)
        let samples = [
            "falkor/enrolments", "instruqt/track.challenge_attempted", "knolyx/COURSE_COMPLETED",
            "konstantly/Course.Finished",
        ]
        #expect(try outcome.output == samples.map { try sample($0).expected }.joined())
        let trusted = try learnhooks.run("invoke", "events/deliveries")
        #expect(trusted.output == outcome.output)
        #expect(
            trusted.errors == "learnhooks: recorded deliveries are taken as they are: --verify checks who sent them\n")
    }

    @Test func oneByteOfTheBodyIsEnough() throws {
        let signed = try sign(try sample("instruqt/track.completed"))
        let changed = Data(String(decoding: signed, as: UTF8.self).replacing("tncb0s7cdkyu", with: "tncb0s7cdkyv").utf8)
        let outcome = try learnhooks.run(["invoke", "--verify"], input: changed)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors == "<stdin>:1: instruqt: not authentic: no signature is by any of 2 secrets\n")
        let explanation = try learnhooks.run(["explain"], input: changed)
        #expect(explanation.status == 1)
        #expect(explanation.output.contains("cause: the body was changed on its way, be it by one byte"))
    }

    @Test func theCurrentTimeIsTheUsualOne() throws {
        let sample = try sample("instruqt/track.completed")
        #expect(try learnhooks.run(["invoke", "--verify"], input: sign(sample)).output == sample.expected)
        let stale = try learnhooks.run(["invoke", "--verify"], input: sign(sample, "--at", "2021-01-01T00:00:00Z"))
        #expect(stale.status == 1)
        #expect(stale.errors.contains(/instruqt: not authentic: stale: signed \d+ s ago, of 300 at most/))
    }

    @Test func onlyDeliveriesProveAnything() throws {
        let outcome = try learnhooks.run(
            "invoke", "--verify",
            input: """
                {"id":"1","type":"PING","data":{}}
                {"specversion":"1.0","id":"1","source":"/","type":"t","data":{"id":"1","type":"PING"}}
                """.utf8)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(
            outcome.errors == """
                <stdin>:1: not authentic: expected a recorded delivery, found a bare payload, which proves nothing of its sender
                <stdin>:2: not authentic: expected a recorded delivery, found a CloudEvent, which proves nothing of its sender

                """)
    }

    @Test func theEnvironmentSetsTheSecrets() throws {
        let folder = try Folder()
        let file = try folder.write("old-token\nnew-token\n", to: "secrets")
        let sample = try sample("knolyx/COURSE_COMPLETED")
        let sender = Program("learnhooks", environment: ["KNOLYX_SECRETS": "new-token"])
        let signed = Data(try sender.run(["sign", "knolyx", sample.path], input: Data()).output.utf8)
        #expect(try learnhooks.run(["invoke", "--verify"], input: signed).status == 1)
        let receiver = Program("learnhooks", environment: ["KNOLYX_SECRETS_FILE": file])
        let outcome = try receiver.run(["invoke", "--verify", "-", "-"], input: signed + signed)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "learnhooks: knolyx: secret 2 is still in use\n")
        #expect(outcome.output == sample.expected + sample.expected)
        let broken = try Program("learnhooks", environment: ["INSTRUQT_SECRETS": Fixtures.whsk])
            .run(["invoke", "--verify"], input: signed)
        #expect(broken.status == 78)
        #expect(broken.errors.hasPrefix("learnhooks: INSTRUQT_SECRETS: secret 1: expected "))
    }

    @Test func ed25519SignaturesAreMadeAndVerified() throws {
        let sample = try sample("instruqt/track.completed")
        let signed = try sign(sample, "--scheme", "v1a")
        #expect(String(decoding: signed, as: UTF8.self).contains("\"v1a,"))
        #expect(try learnhooks.run(["invoke", "--verify"], input: signed).output == sample.expected)
        let wrong = try learnhooks.run("sign", "--scheme", "v1a", "falkor", sample.path)
        #expect(wrong.status == 64)
        #expect(wrong.errors == "learnhooks: --scheme v1a: falkor does not sign as Standard Webhooks\n")
    }

    @Test func aBodyThatIsNoTextIsBase64() throws {
        let signed = try learnhooks.run("sign", "falkor", input: [0xFF, 0x00, 0x27] as [UInt8])
        #expect(signed.output.contains(#""body":"/wAn","isBase64Encoded":true"#))
        let verified = try learnhooks.run("invoke", "--verify", input: signed.output.utf8)
        // It is authentic, and no JSON.
        #expect(
            verified.errors == "<stdin>:1: falkor: body: expected a value, found byte 0xFF, as of a byte order mark\n")
    }

    @Test func curlSendsTheExactBytes() throws {
        let body = "{\"type\":\"it's\",\n\"x\":\"$HOME `id` \\\\ \"}"
        let command = try learnhooks.run(
            ["sign", "--curl", "http://host:1/", "--at", "9", "konstantly"], input: Data(body.utf8)
        ).output
        #expect(command.hasPrefix("curl --silent --show-error --request POST 'http://host:1/konstantly/"))
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "curl() { eval printf %s '\"${'$#'}\"'; }; \(command)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        #expect(try output.fileHandleForReading.readToEnd() == Data(body.utf8))
    }

    @Test func explainShowsEachCheckOfAGoodDelivery() throws {
        let outcome = try learnhooks.run("explain", "--now", "1627575300", "events/deliveries/instruqt.json")
        #expect(outcome.status == 0)
        #expect(
            outcome.output == """
                instruqt: POST to /instruqt
                  body       317 bytes, SHA-256 \(try digest("events/deliveries/instruqt.json"))
                  ok    header      svix-id is there
                  ok    header      svix-timestamp is there
                  ok    header      svix-signature is there
                  ok    timestamp   3 s old, of 300 either way
                  ok    signatures  1 in the header (1 v1), 1 that can be checked
                  ok    signature   one is by secret 1 of 2
                good: track.challenge_attempted becomes activity.attempted

                """)
    }

    /// The digest of a recorded delivery's body, by another program.
    private func digest(_ path: String) throws -> String {
        let root = try JSONDocument(parsing: Array(try Project.text(of: path).utf8)).root
        let folder = try Folder()
        let file = try folder.write(root["body"]?.string ?? "", to: "body")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["sha256sum", file]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        return String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self).prefix(64)
            .description
    }

    @Test func explainNeverShowsASecret() throws {
        for platform in catalog {
            let text = try Project.text(of: "events/deliveries/\(platform.name).json")
            for change in [
                ("", ""), ("\\n", " "), ("v1,", "v1,A"), ("sha256=", "sha256=0"), ("/1qaz", "/1qax"),
                ("token-", "tokem-"), ("PUT", "POST"),
            ] {
                // Neither Knolyx nor Konstantly signs the body.
                if change.0 == "\\n", ["knolyx", "konstantly"].contains(platform.name) { continue }
                let changed = change.0.isEmpty ? text : text.replacing(change.0, with: change.1)
                let outcome = try learnhooks.run("explain", "--now", "1627575300", input: changed.utf8)
                let leak = Leak(in: outcome.output)
                #expect(leak == nil, "\(leak?.description ?? "")")
                #expect(outcome.status == (changed == text ? 0 : 1), "\(platform.name) \(change)")
            }
        }
    }

    @Test func explainSaysWhatItNeeds() throws {
        let outcome = try learnhooks.run("explain", "events/knolyx/PING.json")
        #expect(outcome.status == 66)
        #expect(outcome.errors.hasPrefix("learnhooks: events/knolyx/PING.json:1: expected a recorded delivery"))
        #expect(try learnhooks.run("explain").status == 66)
    }

    @Test(arguments: ["", "invoke", "explain", "sign", "list"]) func helpHoldsNoSecret(command: String) throws {
        let help = try learnhooks.run(command.isEmpty ? ["--help"] : ["help", command], input: Data()).output
        #expect(Leak(in: help) == nil)
    }
}
