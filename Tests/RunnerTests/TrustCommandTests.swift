import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// `sign`, `invoke --verify` and `explain` of the built `learnhooks`.
@Suite(.blocking) struct TrustCommandTests {
    private let learnhooks = Program("learnhooks")

    /// What is said where no secrets are set.
    private let samplesAreGood =
        "learnhooks: no secrets are set: the sample secrets of the platforms' documents are used\n"

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
        #expect(outcome.errors == samplesAreGood)
        #expect(outcome.output == Sample.all.map(\.expected).joined())
    }

    @Test func theRecordedDeliveriesAreAuthenticAndAreTheSamples() throws {
        let outcome = try learnhooks.run("invoke", "--verify", "--now", "1627575297", "events/deliveries")
        #expect(outcome.status == 0)
        let samples = try catalog.map { platform in
            let recorded = try Project.text(of: "events/deliveries/\(platform.name).json")
            let body = try JSONDocument(parsing: Array(recorded.utf8)).root["body"]?.string ?? ""
            let event = try JSONDocument(parsing: Array(body.utf8)).root.value
            return try #require(
                try Sample.all.first { try $0.platform == platform.name && $0.document.root.value == event })
        }
        #expect(outcome.output == samples.map(\.expected).joined())
        let trusted = try learnhooks.run("invoke", "events/deliveries")
        #expect(trusted.output == outcome.output)
        #expect(
            trusted.errors
                == "learnhooks: some of the input is recorded HTTP requests: their events are handled without a check of who "
                + "sent them (add --verify for one)\n")
    }

    @Test func oneByteOfTheBodyIsEnough() throws {
        let signed = try sign(try sample("instruqt/track.completed"))
        let changed = Data(String(decoding: signed, as: UTF8.self).replacing("tncb0s7cdkyu", with: "tncb0s7cdkyv").utf8)
        let outcome = try learnhooks.run(["invoke", "--verify"], input: changed)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(
            outcome.errors == samplesAreGood
                + "<stdin>:1: instruqt: not authentic: no signature is by any of 2 secrets\n")
        let explanation = try learnhooks.run(["explain"], input: changed)
        #expect(explanation.status == 1)
        #expect(explanation.output.contains("cause: the body was changed on its way, if only by one byte"))
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
            outcome.errors == samplesAreGood + """
                <stdin>:1: not authentic: expected a recorded delivery, found a bare payload, which proves nothing of its sender
                <stdin>:2: not authentic: expected a recorded delivery, found a CloudEvent, which proves nothing of its sender

                """)
    }

    @Test func theEnvironmentSetsTheSecrets() throws {
        let folder = try Folder()
        let file = try folder.write("the-old-token-of-two\nthe-new-token-of-two\n", to: "secrets")
        let sample = try sample("knolyx/COURSE_COMPLETED")
        let sender = Program("learnhooks", environment: ["KNOLYX_SECRETS": "the-new-token-of-two"])
        let signed = Data(try sender.run(["sign", "knolyx", sample.path], input: Data()).output.utf8)
        #expect(try learnhooks.run(["invoke", "--verify"], input: signed).status == 1)
        let receiver = Program("learnhooks", environment: ["KNOLYX_SECRETS_FILE": file])
        let outcome = try receiver.run(["invoke", "--verify", "-", "-"], input: signed + signed)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "learnhooks: knolyx: a delivery was signed with secret 2, not with the first\n")
        #expect(outcome.output == sample.expected + sample.expected)
        let broken = try Program("learnhooks", environment: ["INSTRUQT_SECRETS": Fixtures.whsk])
            .run(["invoke", "--verify"], input: signed)
        #expect(broken.status == 78)
        #expect(broken.errors.hasPrefix("learnhooks: INSTRUQT_SECRETS: secret 1: expected "))
    }

    /// A shell hands secrets over in a pipe, which is empty when it is read again.
    @Test(arguments: ["invoke --verify", "explain"]) func secretsComeThroughAPipe(command: String) throws {
        let delivery = try Program("learnhooks", environment: ["KNOLYX_SECRETS": Fixtures.knolyx])
            .run("sign", "knolyx", "events/knolyx/PING.json").output
        let folder = try Folder()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let program = try #require(learnhooks.process([]).executableURL?.path)
        process.arguments = [
            "-c",
            #"mkfifo "$1" && { echo \#(Fixtures.knolyx) > "$1" & KNOLYX_SECRETS_FILE="$1" "$0" \#(command) "$2"; }"#,
            program,
            folder.path("secrets"), try folder.write(delivery, to: "delivery"),
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
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
            verified.errors == samplesAreGood
                + "<stdin>:1: falkor: body: expected a value, found byte 0xFF, as of UTF-16, where UTF-8 is expected\n")
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
                  ok    age         3 s old, of 300 either way
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

    @Test func explainShowsEachOfADirectory() throws {
        let outcome = try learnhooks.run("explain", "--now", "1627575297", "events/deliveries")
        #expect(outcome.status == 0)
        for platform in catalog {
            #expect(outcome.output.contains("events/deliveries/\(platform.name).json:\n\(platform.name): "))
        }
        #expect(outcome.output.components(separatedBy: "\ngood: ").count == catalog.count + 1)
        // One that is refused costs no other, and the status tells of it.
        let later = try learnhooks.run(
            "explain", "--now", "1627585297", "events/deliveries", "events/deliveries/knolyx.json")
        #expect(later.status == 1)
        #expect(later.output.components(separatedBy: "\ngood: ").count == catalog.count + 1)
    }

    @Test func explainNeverShowsASecret() throws {
        for platform in catalog {
            let text = try Project.text(of: "events/deliveries/\(platform.name).json")
            for change in [
                ("", ""), ("\\n", " "), ("v1,", "v1,A"), ("sha256=", "sha256=0"), ("/1qaz", "/1qax"),
                ("token-", "tokem-"), ("PUT", "POST"),
            ] {
                // Not every platform signs the body.
                if change.0 == "\\n", !platform.trust.coversBody { continue }
                let changed = change.0.isEmpty ? text : text.replacing(change.0, with: change.1)
                let outcome = try learnhooks.run("explain", "--now", "1627575300", input: changed.utf8)
                let leak = Leak(in: outcome.output)
                #expect(leak == nil, "\(leak?.description ?? "")")
                for signature in try signatures(of: changed, platform) {
                    #expect(!(outcome.output + outcome.errors).contains(signature))
                }
                #expect(outcome.status == (changed == text ? 0 : 1), "\(platform.name) \(change)")
            }
        }
    }

    /// The signatures that would make a changed delivery good, in each form that one could be printed in.
    private func signatures(of recorded: String, _ platform: Platform) throws -> [String] {
        let root = try JSONDocument(parsing: Array(recorded.utf8)).root
        let time = root["headers"]?["svix-timestamp"]?.string.flatMap { Int64($0) } ?? 0
        let good = try Signer(platform, secret: Secret(Fixtures.secrets[platform.name] ?? "")).delivery(
            of: Array((root["body"]?.string ?? "").utf8), id: root["headers"]?["svix-id"]?.string ?? "x",
            at: Fixtures.time(time))
        let sent = Set(root["headers"]?.members.compactMap { $0.value.string } ?? [])
        return good.headers.filter { $0.name.hasSuffix("-signature") && !sent.contains($0.value) }
            .map { String($0.value.drop { $0 != "," && $0 != "=" }.dropFirst()) }
            .flatMap { [$0, $0.uppercased()] }
    }

    @Test func explainSaysWhatItNeeds() throws {
        let outcome = try learnhooks.run("explain", "events/knolyx/PING.json")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("learnhooks: events/knolyx/PING.json:1: expected a recorded delivery"))
        #expect(try learnhooks.run("explain").status == 66)
        #expect(try learnhooks.run("explain", "no/such").status == 66)
        // What is no delivery costs no other.
        let good = try Project.text(of: "events/deliveries/knolyx.json")
        let mixed = try learnhooks.run("explain", input: "\(good){bad}\n\(good)".utf8)
        #expect(mixed.status == 1)
        #expect(mixed.output.components(separatedBy: "good: COURSE_COMPLETED").count == 3)
    }

    @Test(arguments: [
        (["--id", "a.b", "instruqt"], "expected an --id of printable ASCII without a dot, and --at a time since 1970"),
        (["--at=-5", "instruqt"], "expected an --id of printable ASCII without a dot, and --at a time since 1970"),
        (["--curl", "file:///x", "falkor"], "--curl: expected the server's URL, such as http://localhost:8080"),
    ])
    func signMakesNothingThatIsRefused(arguments: [String], message: String) throws {
        let outcome = try learnhooks.run(["sign"] + arguments, input: Data("{}".utf8))
        #expect(outcome.status == 64)
        #expect(outcome.errors == "learnhooks: \(message)\n")
    }

    @Test(arguments: ["", "\n", " \t\r\n"]) func signMakesNothingOfNothing(payload: String) throws {
        let outcome = try learnhooks.run("sign", "knolyx", input: payload.utf8)
        #expect(outcome.status == 66)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors == "learnhooks: <stdin>: expected a payload, found nothing\n")
    }

    @Test func signChoosesAKeyThatSigns() throws {
        let two = Program("learnhooks", environment: ["INSTRUQT_SECRETS": "\(Fixtures.whpk) \(Fixtures.whsec)"])
        let signed = try two.run("sign", "instruqt", input: "{}".utf8)
        #expect(signed.output.contains("\"v1,"))
        #expect(try two.run("sign", "--scheme", "v1a", "instruqt", input: "{}".utf8).status == 64)
        // Samples are for those who have set nothing.
        let unset = try two.run("sign", "knolyx", input: "{}".utf8)
        #expect(unset.errors == "learnhooks: knolyx: expected a secret in KNOLYX_SECRETS\n")
        let other = try learnhooks.run("sign", "knolyx", "events/knolyx/PING.json").output
        #expect(try two.run(["invoke", "--verify"], input: Data(other.utf8)).status == 1)
        let ours = Program(
            "learnhooks", environment: ["INSTRUQT_SIGNING_KEY": Fixtures.whsk, "INSTRUQT_SECRETS": Fixtures.whpk])
        #expect(try ours.run("sign", "--scheme", "v1a", "instruqt", input: "{}".utf8).output.contains("\"v1a,"))
    }

    @Test(arguments: ["", "invoke", "explain", "sign", "list"]) func helpHoldsNoSecret(command: String) throws {
        let help = try learnhooks.run(command.isEmpty ? ["--help"] : ["help", command], input: Data()).output
        #expect(Leak(in: help) == nil)
    }
}
