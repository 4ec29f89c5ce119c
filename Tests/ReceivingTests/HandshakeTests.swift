import LearnHooks
import Receiving
import Support
import Testing

/// What platforms ask of an address besides, and what they are answered.
struct HandshakeTests {
    private let now = Fixtures.time(1_700_000_000)
    private let secret = Secret("correct horse battery staple")

    private func receiver(_ function: String? = nil, unsigned: Bool = false) throws -> Receiver {
        let platforms = Platform.madeUp
        let verifiers = try platforms.map { platform in
            let secrets = [Secret("another one of this length"), secret]
            let segment = [Secret("a-segment-of-this-length")]
            return (
                platform.name,
                unsigned
                    ? .unsigned : try Verifier(platform.trust, secrets: platform.trust.isInPath ? segment : secrets)
            )
        }
        return Receiver(
            target: try Target(function, in: platforms), verifiers: Dictionary(uniqueKeysWithValues: verifiers))
    }

    private func signed(_ body: String) throws -> Delivery {
        try Signer(.unusual, secret: secret).delivery(of: Array(body.utf8), id: "msg-1", at: now)
    }

    private func outcome(_ receipt: Receipt) -> String {
        switch receipt {
        case .answered(let answer, let event):
            "\(answer.mediaType) \(String(decoding: answer.body, as: UTF8.self)) \(event?.type ?? "-")"
        case .refused(let refusal): refusal.description
        case .passedOver(let event): "passed over: \(event.type)"
        case .handled, .unmapped: "\(receipt.actions.map(\.action.kind.name))"
        }
    }

    // The tokens are those of Zoom's and of Slack's documents; the code is OpenSSL's:
    // printf %s qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac 'correct horse battery staple'
    @Test(arguments: [
        (
            #"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680}"#,
            #"application/json {"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"7d2c08c7fae9c1c8613a22d702d023e8378c18e68045f330003e109352b6b9c8"} endpoint.url_validation"#
        ),
        (
            #"{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}"#,
            "text/plain 3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P url_verification"
        ),
        // Neither is one: a type or a member of another place.
        (#"{"payload":{"event":"endpoint.url_validation","plainToken":"a"}}"#, "NO TYPE"),
        (#"{"type":"endpoint.url_validation","payload":{"plainToken":"a"}}"#, "NO TYPE"),
        (#"[{"type":"url_verification","challenge":"a"}]"#, "NO TYPE"),
        // What is asked for must be a word.
        (#"{"type":"url_verification"}"#, "WORD challenge"),
        (#"{"type":"url_verification","challenge":""}"#, "WORD challenge"),
        (#"{"type":"url_verification","challenge":7}"#, "WORD challenge"),
        (#"{"type":"url_verification","challenge":"<script>"}"#, "WORD challenge"),
        (#"{"type":"url_verification","challenge":"a b"}"#, "WORD challenge"),
        (#"{"type":"url_verification","challenge":"é"}"#, "WORD challenge"),
        (#"{"type":"url_verification","challenge":"a\u0000"}"#, "WORD challenge"),
        (
            #"{"event":"endpoint.url_validation","payload":{"plainToken":"v0:1700000000:{}"}}"#,
            "WORD payload.plainToken"
        ),
        (#"{"event":"endpoint.url_validation","payload":[]}"#, "WORD payload.plainToken"),
        (#"{"event":"endpoint.url_validation"}"#, "WORD payload.plainToken"),
        // Events are events.
        (#"{"payloads":[]}"#, "[]"),
    ])
    func aMemberIsAskedFor(body: String, expected: String) throws {
        let result = outcome(try receiver().receive(signed(body), at: now).receipt)
        switch expected.split(separator: " ").first {
        case "NO": #expect(result.contains("expected an event type") || result.contains("unusual: "), "\(result)")
        case "WORD":
            let name = expected.dropFirst(5)
            #expect(
                result.hasSuffix(
                    ": a handshake that is not answered: \(name): expected 1 to 100 letters, digits, - and _"))
        default:
            #expect(result == expected)
        }
    }

    @Test(arguments: [(100, true), (101, false)]) func aWordHasAnEnd(length: Int, isAnswered: Bool) throws {
        let body = #"{"type":"url_verification","challenge":"\#(String(repeating: "a", count: length))"}"#
        let receipt = try receiver().receive(signed(body), at: now).receipt
        if case .answered = receipt { #expect(isAnswered) } else { #expect(!isAnswered) }
    }

    /// If a sender could get any text signed, it would have the signature of any event.
    @Test func nobodyIsGivenTheSignatureOfAnEvent() throws {
        let forged = #"{"payloads":[{"action":"taken","seat":"A1"}]}"#
        let texts = ["v0:1700000000:msg-1:\(forged)", "v0:1700000000:msg-1:7", "v0:1700000000:m:", "v0", forged]
        for text in texts {
            var writer = JSONWriter()
            writer.value(["event": "endpoint.url_validation", "payload": ["plainToken": .string(text)]])
            let body = String(decoding: writer.bytes, as: UTF8.self)
            // Without a signature there is no answer at all, whatever is asked for.
            let bare = Delivery(method: "PATCH", path: "/unusual", headers: [], body: writer.bytes)
            #expect(outcome(try receiver().receive(bare, at: now).receipt).hasPrefix("unusual: not authentic: "))
            // Nor for what a template's signature could be of, though the request is good.
            let receipt = try receiver().receive(signed(body), at: now).receipt
            if case .answered = receipt { #expect(text == "v0") }
        }
        // By another's secret, of another body, too late: none is answered.
        let body = #"{"event":"endpoint.url_validation","payload":{"plainToken":"a"}}"#
        let stranger = try Signer(.unusual, secret: Secret("somebody else's secret"))
            .delivery(of: Array(body.utf8), id: "msg-1", at: now)
        var changed = try signed(body)
        changed.body = Array(body.replacing(#""a""#, with: #""b""#).utf8)
        for delivery in [stranger, changed] {
            #expect(outcome(try receiver().receive(delivery, at: now).receipt).hasPrefix("unusual: not authentic: "))
        }
        let late = try receiver().receive(signed(body), at: Fixtures.time(1_700_000_061)).receipt
        #expect(outcome(late) == "unusual: not authentic: stale: signed 61 s ago, of 60 at most")
    }

    @Test func whoeverIsTakenAtHisWordGetsNoAnswer() throws {
        let body = #"{"event":"endpoint.url_validation","payload":{"plainToken":"a"}}"#
        let receipt = try receiver(unsigned: true).receive(signed(body), at: now).receipt
        #expect(outcome(receipt).contains("not authentic: a handshake is answered where a secret is set"))
    }

    @Test(arguments: [
        ("POST", "/unusual", "validationToken=abc", "text/plain abc -"),
        // Microsoft's, as forms are written.
        (
            "POST", "/unusual",
            "validationToken=Validation%3a+Testing+client+application+reachability+for+subscription",
            "text/plain Validation: Testing client application reachability for subscription -"
        ),
        ("POST", "/unusual", "a=b&validationToken=abc&c", "text/plain abc -"),
        ("POST", "/unusual", "validation%54oken=abc", "text/plain abc -"),
        ("POST", "/unusual", "validationToken=a=b", "text/plain a=b -"),
        ("POST", "/listing", "challenge=%3Cscript%3E", "text/plain <script> -"),
        ("POST", "/unusual", "validationToken=", "PRINTABLE"),
        ("POST", "/unusual", "validationToken", "PRINTABLE"),
        ("POST", "/unusual", "validationToken=a&validationToken=a", "PRINTABLE"),
        ("POST", "/unusual", "validationToken=%0d%0aSet-Cookie:", "PRINTABLE"),
        ("POST", "/unusual", "validationToken=%C3%A9", "PRINTABLE"),
        ("POST", "/unusual", "validationToken=%", "PRINTABLE"),
        ("POST", "/unusual", "validationToken=%4", "PRINTABLE"),
        ("POST", "/unusual", "validationToken=%zz", "PRINTABLE"),
        // No handshake: another name, another method, another platform's.
        ("POST", "/unusual", "validationtoken=a", "unusual: the platform calls with PATCH, and this is another method"),
        ("PATCH", "/unusual", "validationToken=a", "unusual: not authentic: no header X-Unusual-Signature"),
        ("GET", "/unusual", "validationToken=a", "unusual: the platform calls with PATCH, and this is another method"),
        ("POST", "/listing", "validationToken=a", "listing: not authentic: no header Authorization"),
        ("POST", "/nowhere", "validationToken=a", "the path leads to no platform that is served"),
        // A secret in the URL comes first.
        ("POST", "/hidden/a-segment-of-this-length", "validationToken=a", "text/plain a -"),
        (
            "POST", "/hidden/another-segment", "validationToken=a",
            "hidden: not authentic: the path's last segment is not the secret"
        ),
        ("POST", "/hidden", "validationToken=%0a", "hidden: not authentic: the path has no secret segment"),
    ])
    func aParameterIsAskedFor(method: String, path: String, query: String, expected: String) throws {
        let delivery = Delivery(method: method, path: path, query: query, headers: [], body: [])
        let result = outcome(try receiver().receive(delivery, at: now).receipt)
        if expected == "PRINTABLE" {
            #expect(
                result
                    == "unusual: a handshake that is not answered: the parameter validationToken: "
                    + "expected 1 to 1024 printable characters of ASCII, once")
        } else {
            #expect(result == expected)
        }
    }

    @Test(arguments: [(1_024, true), (1_025, false)]) func anEchoHasAnEnd(length: Int, isAnswered: Bool) throws {
        let query = "validationToken=" + String(repeating: "%41", count: length)
        let delivery = Delivery(method: "POST", path: "/unusual", query: query, headers: [], body: [])
        let receipt = try receiver().receive(delivery, at: now).receipt
        if case .answered(let answer, _) = receipt {
            #expect(isAnswered && answer.body.count == length)
        } else {
            #expect(!isAnswered)
        }
    }

    /// Whatever the query says, a body is a delivery: nothing is lost behind an echo.
    @Test func aBodyIsADelivery() throws {
        var delivery = try signed(#"{"payloads":[{"action":"taken","seat":"A1"}]}"#)
        delivery.headers.append(.init("X-Unusual-Event", "seat"))
        delivery.query = "validationToken=a"
        #expect(outcome(try receiver().receive(delivery, at: now).receipt) == #"["attendance.present"]"#)
        delivery.method = "POST"
        #expect(outcome(try receiver().receive(delivery, at: now).receipt).contains("calls with PATCH"))
    }

    /// A function of one event type is asked as well: the platform knows one URL.
    @Test func aFunctionOfOneTypeAnswers() throws {
        let body = #"{"type":"url_verification","challenge":"abc"}"#
        let receipt = try receiver("unusual/seat.taken").receive(signed(body), at: now).receipt
        #expect(outcome(receipt) == "text/plain abc url_verification")
    }

    /// Over standard input nobody waits for an answer, and no action is made, as over HTTP.
    @Test(arguments: [nil, "unusual", "unusual/seat.taken"]) func aTrustedOneIsPassedOver(function: String?) throws {
        let body = Array(#"{"type":"url_verification","challenge":"abc"}"#.utf8)
        #expect(outcome(try receiver(function).receive(trusted: body)) == "passed over: url_verification")
        let recorded = try signed(#"{"event":"endpoint.url_validation","payload":{"plainToken":"a"}}"#)
        #expect(outcome(try receiver(function).receive(unverified: recorded)) == "passed over: endpoint.url_validation")
    }
}
