import Catalog
import Falkor
import Instruqt
import Knolyx
import Konstantly
import LearnHooks
import Receiving
import Support
import Testing

/// `Diagnosis` finds what commonly goes wrong between a platform and its receiver.
struct DiagnosisTests {
    private let now = Fixtures.time(1_700_000_000)
    private let body = Array(#"{"type":"track.started","name":"Zoë"}"#.utf8)

    private func causes(
        _ platform: Platform, secret: Secret? = nil, at time: Timestamp? = nil,
        _ change: (inout Delivery) -> Void = { _ in }
    ) throws -> [String] {
        var verifiers: [String: Verifier] = [:]
        var secrets: [String: [Secret]] = [:]
        for platform in catalog {
            secrets[platform.name] = [Secret(Fixtures.secrets[platform.name] ?? "")]
            verifiers[platform.name] = try Verifier(platform.trust, secrets: secrets[platform.name] ?? [])
        }
        let own = Secret(Fixtures.secrets[platform.name] ?? "")
        var delivery = try Signer(platform, secret: secret ?? own).delivery(of: body, id: "m", at: time ?? now)
        change(&delivery)
        let reception = Receiver(target: try Target(nil, in: catalog), verifiers: verifiers).receive(delivery, at: now)
        return Diagnosis(platforms: catalog, secrets: secrets).causes(of: reception, of: delivery)
    }

    @Test func aGoodDeliveryHasNone() throws {
        #expect(try causes(.instruqt).isEmpty)
    }

    @Test(arguments: [
        (#"{"type": "track.started", "name": "Zo\u00eb"}"#),
        ("{\n  \"type\": \"track.started\",\n  \"name\": \"Zoë\"\n}"),
        (#"{"type":"track.started","name":"Zoë"}"# + "\n"),
    ])
    func findsABodyThatWasWrittenAnew(body: String) throws {
        let found = try causes(.falkor) { $0.body = Array(body.utf8) }
        #expect(found.count == 1)
        #expect(found[0].contains("something read it and wrote it anew"), "\(found)")
    }

    /// PHP's json_encode, which Falkor's page would sign with.
    @Test func findsABodyThatPHPWrote() throws {
        let sent = Array(#"{"url":"https:\/\/x.example\/\u00eb"}"#.utf8)
        let verifier = try Verifier(Platform.falkor.trust, secrets: [Secret(Fixtures.falkor)])
        var delivery = try Signer(.falkor, secret: Secret(Fixtures.falkor)).delivery(of: sent, id: "", at: now)
        delivery.body = Array(#"{"url": "https://x.example/ë"}"#.utf8)
        let receiver = Receiver(target: try Target(nil, in: catalog), verifiers: ["falkor": verifier])
        let found = Diagnosis(platforms: catalog, secrets: ["falkor": [Secret(Fixtures.falkor)]])
            .causes(of: receiver.receive(delivery, at: now), of: delivery)
        #expect(found.count == 1)
        #expect(found[0].contains("the same JSON without white space, in ASCII, with slashes escaped"), "\(found)")
    }

    @Test func anOldRecordingWithABadSignatureIsBoth() throws {
        let found = try causes(.instruqt, at: Fixtures.time(now.seconds - 4000)) { $0.body[9] ^= 1 }
        #expect(found.first == "it is an old recording, and its signature is not good either:")
        #expect(found.contains { $0.contains("by one byte") })
    }

    @Test func findsTheNameThatFalkorGoesBy() throws {
        #expect(
            try causes(.falkor) { $0.headers[1].name = "ByteKast-Webhook-Signature" }
                == ["the platform goes by another name: FALKOR_PLATFORM_NAMES=bytekast"])
    }

    @Test(arguments: [
        ("svix-timestamp", "1700000000000", "the timestamp is not in whole seconds, as the sender's must be"),
        (
            "svix-signature", "v2,AAAA",
            "the secret is for another version of signatures: whsec_ is for v1, whpk_ for v1a"
        ),
        (
            "falkor-webhook-signature", "sha1=00",
            "it was signed in another way than this platform's: another prefix, digest or encoding"
        ),
    ])
    func tellsFormsFromBodies(header: String, value: String, cause: String) throws {
        let found = try causes(header.hasPrefix("svix") ? .instruqt : .falkor) { delivery in
            for index in delivery.headers.indices where delivery.headers[index].name == header {
                delivery.headers[index].value = value
            }
        }
        #expect(found == [cause])
    }

    @Test func aSecretTwiceInThePathIsNoClock() throws {
        let found = try causes(.konstantly) { $0.path += "/\(Fixtures.konstantly)" }
        #expect(found.allSatisfy { !$0.contains("clock") })
    }

    @Test func findsAClockThatIsApart() throws {
        let found = try causes(.instruqt, at: Fixtures.time(now.seconds - 4000))
        #expect(
            found == [
                "the signature is good: the clocks are apart, or this is an old recording (--now judges it as of then)"
            ])
    }

    /// What a sender has made of a secret may be too short to be one.
    @Test(arguments: [("0123456789abcdef", "30313233343536373839616263646566"), ("01234567", "3031323334353637")])
    func findsASecretThatWasDecodedAsHex(text: String, hex: String) throws {
        let verifier = try Verifier(Platform.falkor.trust, secrets: [Secret(hex)])
        let delivery = try Signer(.falkor, secret: Secret(text)).delivery(of: body, id: "", at: now)
        let reception = Receiver(target: try Target(nil, in: catalog), verifiers: ["falkor": verifier])
            .receive(delivery, at: now)
        let diagnosis = Diagnosis(platforms: catalog, secrets: ["falkor": [Secret(hex)]])
        #expect(
            diagnosis.causes(of: reception, of: delivery)
                == ["it was signed with the secret decoded as hex, where its characters are the key"])
    }

    @Test func findsTheSecretOfAnotherPlatform() throws {
        #expect(
            try causes(.falkor, secret: Secret(Fixtures.knolyx)) == ["it was signed with the secret of knolyx"])
    }

    @Test func findsADeliveryAtTheWrongURL() throws {
        #expect(
            try causes(.falkor) { $0.path = "/instruqt" }
                == ["it is a delivery of falkor, sent to the URL of instruqt"])
    }

    @Test func namesTheMethod() throws {
        #expect(
            try causes(.knolyx) { $0.method = "POST" }
                == ["the platform calls with PUT: a proxy, a redirect or a test made it POST"])
    }

    @Test func elseSaysWhatIsLikely() throws {
        #expect(try causes(.falkor) { $0.body[9] ^= 1 }.contains { $0.contains("by one byte") })
        #expect(try causes(.knolyx) { $0.headers = [] }.contains { $0.contains("a proxy dropped") })
        #expect(try causes(.konstantly) { $0.path = "/konstantly/x" }.count == 1)
        let nowhere = try causes(.konstantly) { $0.path = "/x" }
        #expect(nowhere.first?.hasPrefix("no platform has this path: expected /falkor, /instruqt") == true)
    }

    @Test func showsNoSecretAndNoSignature() throws {
        var all: [String] = []
        for platform in catalog {
            all += try causes(platform) { $0.headers = [] }
            all += try causes(platform) { $0.body = [0] }
            all += try causes(platform, secret: Secret(Fixtures.otherWhsec)) { _ in }
        }
        for secret in Fixtures.secrets.values { #expect(!all.joined().contains(secret)) }
    }
}
