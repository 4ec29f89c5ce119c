import Catalog
import Falkor
import Instruqt
import LearnHooks
import Receiving
import Support
import Testing

/// What holds for every scheme, and what is each one's own.
struct TrustTests {
    static let now = Fixtures.time(1_700_000_000)
    /// What a person may type in.
    private static let typed = Secret("correct horse battery staple")

    private func verifiers(_ secrets: [String: String] = Fixtures.secrets) throws -> [String: Verifier] {
        var verifiers: [String: Verifier] = [:]
        for platform in catalog {
            verifiers[platform.name] = try Verifier(platform.trust, secrets: [Secret(secrets[platform.name] ?? "x")])
        }
        return verifiers
    }

    private func receiver(_ function: String? = nil) throws -> Receiver {
        Receiver(target: try Target(function, in: catalog), verifiers: try verifiers())
    }

    private func delivery(of platform: Platform, _ body: [UInt8]) throws -> Delivery {
        try Signer(platform, secret: Secret(Fixtures.secrets[platform.name] ?? ""))
            .delivery(of: body, id: "msg_1", at: Self.now)
    }

    private func isAuthentic(_ delivery: Delivery) throws -> Bool {
        try receiver().receive(delivery, at: Self.now).verdict?.isAuthentic ?? false
    }

    @Test(arguments: Sample.all) func everySampleIsTakenWhenSigned(sample: Sample) throws {
        let platform = try #require(catalog.first { $0.name == sample.platform })
        let reception = try receiver().receive(delivery(of: platform, sample.bytes), at: Self.now)
        #expect(reception.verdict?.isAuthentic == true)
        let trusted = try receiver().receive(trusted: sample.bytes, from: platform)
        #expect(reception.receipt.actions.map(\.id) == trusted.actions.map(\.id))
    }

    /// Bit by bit: where the scheme signs the body, no bit of it can change; where it does not, the header's can't.
    @Test(arguments: catalog.map(\.name)) func noBitCanChange(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        let good = try delivery(of: platform, Array(#"{"type":"t"}"#.utf8))
        #expect(try isAuthentic(good))
        let signsBody = platform.trust.coversBody
        for index in good.body.indices where signsBody {
            for bit in 0..<8 {
                var bad = good
                bad.body[index] ^= 1 << UInt8(bit)
                #expect(try !isAuthentic(bad))
            }
        }
        if signsBody {
            for body in [Array(good.body.dropLast()), good.body + [0x20], []] {
                var bad = good
                bad.body = body
                #expect(try !isAuthentic(bad))
            }
        }
        for (index, field) in good.headers.enumerated() where field.name != "content-type" {
            var values: Set = [field.value + "0", String(field.value.dropLast()), "", field.value + field.value]
            for position in field.value.indices {
                let other: Character = field.value[position] == "7" ? "8" : "7"
                values.insert(field.value.replacingCharacter(at: position, with: other))
            }
            for value in values where value != field.value {
                var bad = good
                bad.headers[index].value = value
                #expect(try !isAuthentic(bad), "\(field.name): \(value)")
            }
            var without = good
            without.headers.remove(at: index)
            #expect(try !isAuthentic(without))
            var twice = good
            twice.headers.append(field)
            #expect(try !isAuthentic(twice))
        }
    }

    @Test(arguments: catalog.map(\.name)) func anotherSecretIsNotGood(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        let good = try delivery(of: platform, [])
        let own = try #require(Fixtures.secrets[name])
        let others = [own + "0", String(own.dropLast()), "another-secret-16", own.uppercased(), Fixtures.otherWhsec]
        for other in others where other != own {
            guard let verifier = try? Verifier(platform.trust, secrets: [Secret(other)]) else { continue }
            let segment = good.path.split(separator: "/").last.map(String.init)
            #expect(!verifier.verify(good, segment: segment, at: Self.now).isAuthentic, "\(other)")
        }
    }

    @Test(arguments: catalog.map(\.name)) func aDeliveryOfOnePlatformIsNotAnothers(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        for other in catalog where other.name != name {
            var stray = try delivery(of: platform, Array(#"{"type":"t"}"#.utf8))
            stray.path = "/\(other.name)"
            stray.method = other.method
            #expect(try !isAuthentic(stray))
        }
    }

    @Test(arguments: catalog.map(\.name)) func severalSecretsAreGoodAtOnce(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        let good = try delivery(of: platform, [])
        let old = Fixtures.otherSecret(of: platform)
        let verifier = try Verifier(
            platform.trust, secrets: [Secret(old), Secret(Fixtures.secrets[name] ?? "")])
        let segment = good.path.split(separator: "/").last.map(String.init)
        #expect(verifier.verify(good, segment: segment, at: Self.now).secretIndex == 1)
    }

    @Test(arguments: catalog.map(\.name)) func oddHeadersAreRefused(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        let good = try delivery(of: platform, [])
        let odd = [
            String(repeating: "x", count: 10 << 20), "🕐", "\0", "v1,", "sha256=", "=", ",", "a,b", "\u{301}", "%00",
            "sha256=\(String(repeating: "0", count: 64))", "v1,\(String(repeating: "A", count: 43))=",
        ]
        for value in odd {
            for index in good.headers.indices where good.headers[index].name != "content-type" {
                var bad = good
                bad.headers[index].value = value
                #expect(try !isAuthentic(bad))
            }
            var bad = good
            bad.path = "/\(name)/\(value)"
            #expect(try !isAuthentic(bad))
        }
    }

    // MARK: Falkor

    @Test(arguments: [
        ("", "2c9c94bfc2b1d97e951c846246e1df2e94bd5a89c693898d73ac721d96297ec9"),
        (#"{"type":"enrolments"}"#, "ad25489d50e5a34bd7c1f4ff99af869150438536b77784c92441851a45d520c9"),
        (#"{"type":"rewards","data":{}}"#, "2e1da441c3fd893f48dde51f5707380299c79d43861cbe24a3b77374b1014450"),
        (
            #"{"type":"enrolments","data":{"pathway":{"name":"Zoë","ID":"FA-HCPG-06RF"},"enrolments":[]}}"#,
            "5f2f611d2490b00581f0de6c1ade0887a112d87855193e5e40652a73e9daf9e5"
        ),
    ])
    func takesFalkorsVectors(body: String, hex: String) throws {
        let signatures = [(hex, true), (hex.uppercased(), true), ("0" + hex.dropFirst(), false), (hex + "00", false)]
        for (signature, isGood) in signatures {
            let delivery = Delivery(
                method: "POST", path: "/falkor",
                headers: [.init("FALKOR-Webhook-signature", "sha256=\(signature)")], body: Array(body.utf8))
            #expect(try isAuthentic(delivery) == isGood, "\(signature)")
            for prefix in ["", "sha1=", "SHA256=", "sha256=sha256=", " sha256="] {
                var bad = delivery
                bad.headers[0].value = prefix + signature
                #expect(try !isAuthentic(bad), "\(prefix)")
            }
        }
    }

    @Test func falkorGoesBySeveralNames() throws {
        let signer = Signer(.falkor, secret: Self.typed, names: ["ByteKast"])
        let delivery = try signer.delivery(of: [1], id: "", at: Self.now)
        #expect(delivery.headers.last?.name == "bytekast-webhook-signature")
        let both = try Verifier(Platform.falkor.trust, secrets: [Self.typed], names: ["Falkor", "ByteKast"])
        #expect(both.verify(delivery, segment: nil, at: Self.now).isAuthentic)
        let usual = try Verifier(Platform.falkor.trust, secrets: [Self.typed])
        #expect(usual.verify(delivery, segment: nil, at: Self.now).reason == "no header Falkor-Webhook-Signature")
        var two = delivery
        two.headers.append(.init("Falkor-Webhook-Signature", delivery.headers.last?.value ?? ""))
        #expect(!both.verify(two, segment: nil, at: Self.now).isAuthentic)
    }

    /// A fifth platform with another header, prefix and encoding needs no new code.
    @Test func trustIsData() throws {
        let shop = Trust.hmacSHA256(header: "X-Shop-Hmac", prefix: "v0:", encoding: .base64)
        let platform = Platform(name: "shop", source: "https://shop.example", trust: shop, handlers: [])
        let delivery = try Signer(platform, secret: Self.typed).delivery(of: [1, 2], id: "", at: Self.now)
        #expect(delivery.headers.last?.value.hasPrefix("v0:") == true)
        let verifier = try Verifier(shop, secrets: [Self.typed])
        #expect(verifier.verify(delivery, segment: nil, at: Self.now).isAuthentic)
    }

    /// Where nothing stands before a signature, nothing is said of it.
    @Test(arguments: [("", "32 bytes in base64"), ("v0:", "\"v0:\" and 32 bytes in base64")])
    func theFormOfASignatureIsSaid(prefix: String, form: String) throws {
        let trust = Trust.hmacSHA256(header: "X-Shop-Hmac", prefix: prefix, encoding: .base64)
        let platform = Platform(name: "shop", source: "https://shop.example", trust: trust, handlers: [])
        let verifier = try Verifier(trust, secrets: [Self.typed])
        var delivery = try Signer(platform, secret: Self.typed).delivery(of: [1], id: "", at: Self.now)
        let good = verifier.verify(delivery, segment: nil, at: Self.now)
        #expect(good.checks.first { $0.name == "form" }?.finding == form)
        delivery.headers = [.init("X-Shop-Hmac", "none")]
        #expect(verifier.verify(delivery, segment: nil, at: Self.now).reason == "the signature is not \(form)")
    }

    // MARK: Order

    /// Invariant 2: what is not authentic is not parsed, however broken it is.
    @Test func nothingIsParsedBeforeItIsAuthentic() throws {
        for platform in catalog {
            var bad = try delivery(of: platform, Array("{ not JSON".utf8))
            guard case .refused(let good) = try receiver().receive(bad, at: Self.now).receipt else {
                Issue.record("\(platform.name): not refused")
                continue
            }
            guard case .malformed = good.reason else {
                Issue.record("\(platform.name): \(good)")
                continue
            }
            bad.headers = []
            bad.path = "/\(platform.name)"
            guard case .refused(let refusal) = try receiver().receive(bad, at: Self.now).receipt,
                case .notAuthentic = refusal.reason
            else {
                Issue.record("\(platform.name): not refused as forged")
                continue
            }
        }
    }

    /// Invariant 5: a stored delivery is judged by the time that is handed in.
    @Test func theTimeIsHandedIn() throws {
        let good = try delivery(of: .instruqt, Array(#"{"type":"t"}"#.utf8))
        let year = Fixtures.time(Self.now.seconds + 31_536_000)
        #expect(try receiver().receive(good, at: Self.now).verdict?.isAuthentic == true)
        #expect(
            try receiver().receive(good, at: year).verdict?.reason
                == "stale: signed 31536000 s ago, of 300 at most")
    }
}

extension String {
    fileprivate func replacingCharacter(at index: Index, with character: Character) -> String {
        self[..<index] + String(character) + self[self.index(after: index)...]
    }
}
