import LearnHooks
import Receiving
import Support
import Testing

/// Schemes that no platform of the catalog uses yet: data, and nothing else.
struct SchemeTests {
    private static let now = Fixtures.time(1_700_000_000)
    private static let body = Array(#"{"type":"t","value":[{"n":1},{"n":2}]}"#.utf8)

    static let stripe = Trust.hmacSHA256(
        header: "Stripe-Signature", prefix: "v1=", encoding: .hex,
        over: SignedText("{timestamp}.{body}", timestamp: .field("t")))
    static let slack = Trust.hmacSHA256(
        header: "X-Slack-Signature", prefix: "v0=", encoding: .hex,
        over: SignedText("v0:{timestamp}:{body}", timestamp: .header("X-Slack-Request-Timestamp")))

    /// Each with a secret of its form.
    private static let schemes: [(Trust, String)] = [
        (stripe, "whsec_test_secret_of_stripe"), (slack, "8f742231b10e8888abcd99yyyzzz85a5"),
        (Platform.unusual.trust, "correct horse battery staple"),
        (.token(header: "Learnworlds-Webhook-Signature", prefix: "v1="), "e8fad5b079d0977f61bc2d21fc5f4617"),
        (.token(header: "Authorization", prefix: "Bearer "), "a-token-of-some-length"),
        (.basic, "webhook:correct horse battery staple"),
        (.bodyToken(at: ["auth", "token"]), "a-token-of-some-length"),
        (.bodyToken(at: ["value", "clientState"]), "a-token-of-some-length"),
    ]

    private func isGood(_ delivery: Delivery, _ trust: Trust, _ secret: String) throws -> Bool {
        try Verifier(trust, secrets: [Secret("another-secret:of-some-length"), Secret(secret)])
            .verify(delivery, segment: nil, at: Self.now).isAuthentic
    }

    private func delivery(_ trust: Trust, _ secret: String, at time: Timestamp = now) throws -> Delivery {
        try Signer(.proving(trust), secret: Secret(secret)).delivery(of: Self.body, id: "msg_1", at: time)
    }

    @Test(arguments: schemes) func whatIsSignedIsGood(trust: Trust, secret: String) throws {
        #expect(try isGood(delivery(trust, secret), trust, secret))
        let made = trust.secret(of: (0..<24).map { 5 &* $0 })
        #expect(try !isGood(delivery(trust, made), trust, secret))
        #expect(try isGood(delivery(trust, made), trust, made))
    }

    /// Whatever is changed in what proves it, it is refused, and somebody can be told why.
    @Test(arguments: schemes) func nothingCanChange(trust: Trust, secret: String) throws {
        let good = try delivery(trust, secret)
        let platform = Platform.proving(trust)
        for index in good.headers.indices where good.headers[index].name != "content-type" {
            let value = good.headers[index].value
            for other in [value + "0", String(value.dropLast()), "", "x" + value, value + "," + value + "0"] {
                var bad = good
                bad.headers[index].value = other
                #expect(try !isGood(bad, trust, secret) || other.hasPrefix(value + ","), "\(good.headers[index].name)")
            }
            var twice = good
            twice.headers.append(good.headers[index])
            #expect(try !isGood(twice, trust, secret))
        }
        for body in [Array(good.body.dropLast()), [], Array("[]".utf8), Self.body + [0x21]] {
            var bad = good
            bad.body = body
            let isBound = trust.coversBody || good.body != Self.body
            if isBound { #expect(try !isGood(bad, trust, secret)) }
        }
        let verifier = try Verifier(trust, secrets: [Secret(secret)])
        let receiver = Receiver(target: try Target(nil, in: [platform]), verifiers: [platform.name: verifier])
        var bare = good
        (bare.headers, bare.body) = ([], Self.body)
        let reception = receiver.receive(bare, at: Self.now)
        #expect(reception.verdict?.isAuthentic == false)
        let diagnosis = Diagnosis(platforms: [platform], secrets: [platform.name: [Secret(secret)]])
        let causes = diagnosis.causes(of: reception, of: bare)
        #expect(!causes.isEmpty)
        #expect(!causes.joined().contains(secret))
    }

    /// The signatures that Stripe's and Slack's own libraries made, in their versions 16.1.0 and 3.48.0; Slack's page has the
    /// same one. Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
    @Test func takesWhatOtherLibrariesSigned() throws {
        let signature = "4a2f4bf7ade85b4f16a0155108ad7c9f9178ce0bc0eecda147872f65ef646896"
        let old = String(repeating: "0", count: 64)
        for value in [
            "t=1700000000,v1=\(signature)", "t=1700000000,v1=\(old),v1=\(signature),v0=\(old)",
            "t=1700000000, v1=\(signature)",
        ] {
            let delivery = Delivery(
                method: "POST", path: "/", headers: [.init("stripe-signature", value)],
                body: Array(#"{"type":"t"}"#.utf8))
            #expect(try isGood(delivery, Self.stripe, "whsec_test_secret_of_stripe"), "\(value)")
        }
        for value in [
            "t=1700000001,v1=\(signature)", "v1=\(signature)", "t=1700000000,t=1700000000,v1=\(signature)",
            "t=1700000000,v0=\(signature)", "t=1700000000", signature,
        ] {
            let delivery = Delivery(
                method: "POST", path: "/", headers: [.init("stripe-signature", value)],
                body: Array(#"{"type":"t"}"#.utf8))
            #expect(try !isGood(delivery, Self.stripe, "whsec_test_secret_of_stripe"), "\(value)")
        }
        let form =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
            + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
            + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
        let delivery = Delivery(
            method: "POST", path: "/",
            headers: [
                .init("X-Slack-Request-Timestamp", "1531420618"),
                .init("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
            ], body: Array(form.utf8))
        let verifier = try Verifier(Self.slack, secrets: [Secret("8f742231b10e8888abcd99yyyzzz85a5")])
        #expect(verifier.verify(delivery, segment: nil, at: Fixtures.time(1_531_420_618)).isAuthentic)
        #expect(
            verifier.verify(delivery, segment: nil, at: Fixtures.time(1_531_420_919)).reason
                == "stale: signed 301 s ago, of 300 at most")
    }

    /// With what stands around it, an id could begin another text: another time, another body.
    @Test(arguments: ["a:1", "a 1", "", "v", "a\n"]) func anIdIsToldFromWhatStandsAroundIt(id: String) throws {
        let secret = Secret("correct horse battery staple")
        #expect(throws: SecretError.self) {
            try Signer(.unusual, secret: secret).delivery(of: Self.body, id: id, at: Self.now)
        }
        var delivery = try Signer(.unusual, secret: secret).delivery(of: Self.body, id: "m", at: Self.now)
        for index in delivery.headers.indices where delivery.headers[index].name == "x-unusual-id" {
            delivery.headers[index].value = id
        }
        #expect(try !isGood(delivery, Platform.unusual.trust, "correct horse battery staple"))
    }

    @Test func credentialsNeedAColon() {
        let error = #expect(throws: SecretError.self) { try Verifier(.basic, secrets: [Secret("0123456789abcdef")]) }
        #expect(error?.description == "secret 1: expected a name and a password, with a colon between them")
    }

    /// A list in which one element has no token, or another one, is not the platform's.
    @Test func everyElementMustHaveTheToken() throws {
        let trust = Trust.bodyToken(at: ["value", "clientState"])
        let token = "a-token-of-some-length"
        for (other, isGood) in [(#""clientState":"\#(token)""#, true), (#""clientState":"x""#, false), ("", false)] {
            let body = #"{"value":[{"clientState":"\#(token)"},{\#(other)}]}"#
            let delivery = Delivery(method: "POST", path: "/", headers: [], body: Array(body.utf8))
            #expect(try self.isGood(delivery, trust, token) == isGood, "\(other)")
        }
    }
}
