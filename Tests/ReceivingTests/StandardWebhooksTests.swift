import Catalog
import Instruqt
import LearnHooks
import Receiving
import Support
import Testing

private let idA = "msg_p5jXN8AQM9LWM0D4loKWxJek"
private let timeA: Int64 = 1_614_265_330
private let bodyA = #"{"test": 2432232314}"#
private let goodA = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
private let goodD =
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="

/// Standard Webhooks, by the vectors that its libraries and Svix publish.
struct StandardWebhooksTests {
    private func verdict(
        _ secrets: [String] = [Fixtures.whsec], id: String? = idA, timestamp: String? = "\(timeA)",
        signature: String? = goodA, body: String = bodyA, prefix: String = "svix-", now: Int64 = timeA,
        more: [Delivery.HeaderField] = []
    ) throws -> Verdict {
        let verifier = try Verifier(Platform.instruqt.trust, secrets: secrets.map { Secret($0) })
        let headers = [("id", id), ("timestamp", timestamp), ("signature", signature)]
            .compactMap { name, value in value.map { Delivery.HeaderField(prefix + name, $0) } }
        let delivery = Delivery(method: "POST", path: "/instruqt", headers: headers + more, body: Array(body.utf8))
        return verifier.verify(delivery, segment: nil, at: Fixtures.time(now))
    }

    @Test(
        arguments: [
            (Fixtures.whsec, idA, timeA, bodyA, goodA),
            (
                Fixtures.otherWhsec, "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1_649_367_553,
                #"{"email":"test@example.com","username":"test_user"}"#,
                "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
            ),
            (Fixtures.whpk, idA, timeA, bodyA, goodD),
            (Fixtures.otherWhsec, idA, timeA, bodyA, "v1,78nXHjpFP0tVJQW5D0SBwmVyyW87BV/rL6MgfM/Bw44="),
        ] as [(String, String, Int64, String, String)])
    func takesThePublishedVectors(secret: String, id: String, time: Int64, body: String, signature: String) throws {
        let verdict = try verdict(
            [secret], id: id, timestamp: "\(time)", signature: signature, body: body, now: time)
        #expect(verdict.isAuthentic, "\(verdict)")
    }

    @Test(arguments: [
        "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= \(goodA) v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
        "\(goodA) v1,bm9ldHUjKzFob2VudXRob2VodWUzMjRvdWVvdW9ldQo= v2,MzJsNDk4MzI0K2VvdSMjMTEjQEBAQDEyMzMzMzEyMwo=",
        "nonsense v1 ,, v1,!!! v1a,AAAA v1,,, \(goodA)", " \(goodA)  ",
    ])
    func findsTheGoodOneAmongOthers(signature: String) throws {
        #expect(try verdict(signature: signature).isAuthentic)
    }

    @Test(arguments: [
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=", "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
        "v1,dawfeoifkpqwoekfpqoekf", "v1,", "v1,g0hM9", "", " ", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", "v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", goodD,
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=AAAA",
    ])
    func refusesOtherSignatures(signature: String) throws {
        let verdict = try verdict(signature: signature)
        #expect(!verdict.isAuthentic)
        #expect(verdict.secretIndex == nil)
        #expect(verdict.checks.last?.isPassed == false)
    }

    @Test func aKeyOfOneVersionIgnoresTheOther() throws {
        #expect(try !verdict([Fixtures.whpk], signature: goodA).isAuthentic)
        #expect(try !verdict([Fixtures.whsec], signature: goodD).isAuthentic)
        let both = try verdict([Fixtures.whsec, Fixtures.whpk], signature: goodD)
        #expect(both.secretIndex == 1)
    }

    @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)] as [(Int64, Bool)])
    func toleratesFiveMinutesEitherWay(age: Int64, isGood: Bool) throws {
        #expect(try verdict(now: timeA + age).isAuthentic == isGood)
    }

    @Test(arguments: [
        "hello", "nan", "NaN", "inf", "1e9", "1614265330.0", "-1614265330", "+1614265330", " 1614265330", "0x6037",
        "-9223372036854775808", "9223372036854775807", "99999999999999999999999", "１６１４２６５３３０", "🕐", "", "1614265330 ",
    ])
    func refusesWhatIsNoTimestamp(timestamp: String) throws {
        let verdict = try verdict(timestamp: timestamp)
        #expect(!verdict.isAuthentic)
    }

    /// The timestamp is signed as it is written, so a leading zero is another text.
    @Test func signsTheTimestampsText() throws {
        #expect(try !verdict(timestamp: "01614265330").isAuthentic)
    }

    @Test(arguments: ["id", "timestamp", "signature"]) func needsAllThreeHeaders(missing: String) throws {
        let verdict = try verdict(
            id: missing == "id" ? nil : idA, timestamp: missing == "timestamp" ? nil : "\(timeA)",
            signature: missing == "signature" ? nil : goodA)
        #expect(verdict.reason == "no header svix-\(missing)")
    }

    @Test func takesEitherPrefixAndNoMixture() throws {
        #expect(try verdict(prefix: "webhook-").isAuthentic)
        #expect(try verdict(prefix: "Webhook-").isAuthentic)
        #expect(try !verdict(prefix: "x-").isAuthentic)
        let mixed = try verdict(id: nil, more: [.init("webhook-id", idA)])
        #expect(mixed.reason == "no header svix-id")
        // A whole set beside a part of another is whole.
        #expect(try verdict(prefix: "webhook-", more: [.init("svix-id", "other")]).isAuthentic)
    }

    @Test func aHeaderThatIsThereTwiceIsNone() throws {
        for name in ["svix-id", "svix-timestamp", "svix-signature"] {
            let value = ["svix-id": idA, "svix-timestamp": "\(timeA)"][name] ?? goodA
            #expect(try verdict(more: [.init(name, value)]).reason == "header \(name) is there 2 times")
        }
    }

    /// `a.1` at time 2 is the same signed text as `a` at time 1 with a body that begins with `2.`.
    @Test func aDotCannotMoveWhatWasSigned() throws {
        let signer = Signer(.instruqt, secret: Secret(Fixtures.whsec))
        let honest = try signer.delivery(of: Array("\(timeA).{}".utf8), id: "a", at: Fixtures.time(1))
        let signature = try #require(honest.headers(named: "svix-signature").first)
        #expect(try verdict(id: "a", timestamp: "1", signature: signature, body: "\(timeA).{}", now: 1).isAuthentic)
        #expect(try !verdict(id: "a.1", signature: signature, body: "{}").isAuthentic)
        // A dot that a mark makes a part of another character is a dot.
        for id in ["a.\u{301}", "\u{600}.1", "a b", "a\u{E9}", "a\n"] {
            let verdict = try verdict(id: id)
            #expect(verdict.reason == "the id holds a dot, or a character that is not printable ASCII")
        }
    }

    @Test func secretsMayLackTheirPrefix() throws {
        #expect(try verdict([String(Fixtures.whsec.dropFirst(6))]).isAuthentic)
    }

    /// The libraries of Standard Webhooks take base64 without its padding, too.
    @Test(arguments: 24...27) func secretsMayLackTheirPadding(count: Int) throws {
        let padded = "whsec_" + Base64.text(of: (0..<count).map { UInt8($0) })
        let bare = padded.replacing("=", with: "")
        let delivery = try Signer(.instruqt, secret: Secret(padded)).delivery(of: [], id: "m", at: Fixtures.time(9))
        #expect(
            try Signer(.instruqt, secret: Secret(bare)).delivery(of: [], id: "m", at: Fixtures.time(9)).headers
                == delivery.headers)
        let verifier = try Verifier(Platform.instruqt.trust, secrets: [Secret(bare)])
        #expect(verifier.verify(delivery, segment: nil, at: Fixtures.time(9)).isAuthentic)
    }

    @Test func keysOfEd25519MayLackTheirPadding() throws {
        let (whpk, whsk) = (Fixtures.whpk.replacing("=", with: ""), Fixtures.whsk.replacing("=", with: ""))
        let delivery = try Signer(.instruqt, secret: Secret(whsk)).delivery(of: [], id: "m", at: Fixtures.time(9))
        let verifier = try Verifier(Platform.instruqt.trust, secrets: [Secret(whpk)])
        #expect(verifier.verify(delivery, segment: nil, at: Fixtures.time(9)).isAuthentic)
    }

    @Test func anEmptyBodyCanBeSigned() throws {
        let delivery = try Signer(.instruqt, secret: Secret(Fixtures.whsec)).delivery(
            of: [], id: "m", at: Fixtures.time(9))
        let verifier = try Verifier(Platform.instruqt.trust, secrets: [Secret(Fixtures.whsec)])
        #expect(verifier.verify(delivery, segment: nil, at: Fixtures.time(9)).isAuthentic)
    }

    @Test func aHugeHeaderIsRefused() throws {
        let signature = String(repeating: "\(goodD) ", count: 10 << 20 / 90)
        #expect(try !verdict([Fixtures.whpk], signature: signature).isAuthentic)
        #expect(try !verdict(id: String(repeating: "x", count: 10 << 20)).isAuthentic)
    }

    @Test(arguments: [
        ("whsec_", "secret 1: expected 24 bytes at least, in base64: fewer can be guessed"),
        ("whsec_AA==", "secret 1: expected 24 bytes at least, in base64: fewer can be guessed"),
        // 18 bytes, as Svix once had them.
        ("whsec_plJ3nmyCDGBKInavdOK15jsl", "secret 1: expected 24 bytes at least, in base64: fewer can be guessed"),
        (
            "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "secret 1: expected 24 bytes at least, in base64: fewer can be guessed"
        ),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwA", "secret 1: expected base64, after whsec_ or without it"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA=", "secret 1: expected base64, after whsec_ or without it"),
        ("whsec_not base64!", "secret 1: expected base64, after whsec_ or without it"),
        ("", "secret 1: expected 24 bytes at least, in base64: fewer can be guessed"),
        (Fixtures.whsk, "secret 1: expected whsec_ or the public whpk_, found a private key: it is the sender's"),
        ("whpk_AAAA", "secret 1: expected 32 bytes in base64 after whpk_"),
    ])
    func refusesSecretsThatAreNone(secret: String, message: String) throws {
        let error = #expect(throws: SecretError.self) {
            try Verifier(Platform.instruqt.trust, secrets: [Secret(secret)])
        }
        #expect(error?.description == message)
    }
}
