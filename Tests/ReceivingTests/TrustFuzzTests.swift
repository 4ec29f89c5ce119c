import Catalog
import Foundation
import Instruqt
import LearnHooks
import Receiving
import Support
import Testing

/// Mutated headers, paths and methods over all schemes: never a trap, never an acceptance.
struct TrustFuzzTests {
    private static let rounds = Extent.count(1_000_000, orElse: 50_000)

    @Test(arguments: 0..<8) func nothingForgedIsTaken(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let now = Fixtures.time(1_700_000_000)
        var verifiers: [String: Verifier] = [:]
        var genuine: [Delivery] = []
        let body = Array(#"{"type":"track.started"}"#.utf8)
        for platform in catalog {
            let secret = Secret(Fixtures.secrets[platform.name] ?? "")
            verifiers[platform.name] = try Verifier(
                platform.trust, secrets: platform.trust.hasKeyPairs ? [secret, Secret(Fixtures.whpk)] : [secret])
            genuine.append(try Signer(platform, secret: secret).delivery(of: body, id: "msg_1", at: now))
        }
        genuine.append(
            try Signer(.instruqt, secret: Secret(Fixtures.whsk)).delivery(of: body, id: "msg_1", at: now))
        let receiver = Receiver(target: try Target(nil, in: catalog), verifiers: verifiers)
        // What the content type says proves nothing.
        for index in genuine.indices { genuine[index].headers.removeAll { $0.name == "content-type" } }
        for delivery in genuine { #expect(receiver.receive(delivery, at: now).verdict?.isAuthentic == true) }

        for _ in 0..<Self.rounds / 8 {
            let original = try #require(genuine.randomElement(using: &generator))
            let forged = original.forged(using: &generator)
            guard !forged.saysTheSame(as: original) else { continue }
            let reception = receiver.receive(forged, at: now)
            // What the head alone refutes is refused for the same reason when it is whole.
            var head = forged
            head.body = []
            if let refusal = receiver.refusal(ofHead: head, at: now) {
                #expect(refusal.reason == reception.reason)
            }
            guard case .refused(let refusal) = reception.receipt else {
                Issue.record("\(forged) of \(original)")
                continue
            }
            if case .malformed = refusal.reason { Issue.record("\(forged) of \(original) was decoded") }
        }
    }
}

extension Delivery {
    /// A delivery with one to three things changed in what proves it: a header's name, value or number, or the path.
    fileprivate func forged(using generator: inout SeededGenerator) -> Delivery {
        var forged = self
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let index = forged.headers.indices.randomElement(using: &generator)
            switch (Int.random(in: 0..<7, using: &generator), index) {
            case (0, let index?):
                forged.headers[index].value = forged.headers[index].value.mutated(using: &generator)
            case (1, let index?): forged.headers[index].name = forged.headers[index].name.mutated(using: &generator)
            case (2, let index?): forged.headers.remove(at: index)
            case (3, let index?): forged.headers.append(forged.headers[index])
            case (5, _): forged.method = ["PUT", "POST", "GET", ""].randomElement(using: &generator) ?? ""
            case (4, _): forged.path = forged.path.mutated(using: &generator)
            default:
                let odd = ["nan", "-9223372036854775808", "9223372036854775807", "🕐", "v1,", "sha256=", ",", " "]
                if let index { forged.headers[index].value = odd.randomElement(using: &generator) ?? "" }
            }
        }
        return forged
    }

    /// Whether what proves the other delivery is here in full, once, and unchanged in effect: hex in either case, a good
    /// signature among others.
    fileprivate func saysTheSame(as other: Delivery) -> Bool {
        path.split(separator: "/") == other.path.split(separator: "/") && path.hasPrefix("/") && method == other.method
            && other.headers.allSatisfy { field in
                let values = headers(named: field.name)
                guard values.count == 1 else { return false }
                if field.name.hasSuffix("-signature"), field.value.hasPrefix("v1") {
                    return values[0].split(separator: " ").contains { $0 == field.value }
                }
                return field.value.hasPrefix("sha256=")
                    ? values[0].hasPrefix("sha256=") && values[0].lowercased() == field.value : values[0] == field.value
            }
    }
}

extension Reception {
    /// Why a delivery was refused.
    fileprivate var reason: String? {
        if case .refused(let refusal) = receipt { refusal.description } else { nil }
    }
}

extension String {
    fileprivate func mutated(using generator: inout SeededGenerator) -> String {
        String(decoding: Array(utf8).mutated(using: &generator), as: UTF8.self)
    }
}
