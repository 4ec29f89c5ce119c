import Crypto
import LearnHooks

/// A name and a password, joined by a colon, as HTTP's Basic scheme has them.
///
/// They authenticate the sender, not the body, which only TLS protects.
/// Source: RFC 7617
struct BasicCredentials: TrustScheme {
    private static let header = "Authorization"

    var coversBody: Bool { false }
    var summary: String { "a name and a password, in `Authorization: Basic …`" }

    func key(of secret: Secret, index: Int) throws(SecretError) -> SHA256.Digest {
        guard secret.bytes.dropFirst().contains(UInt8(ascii: ":")) else {
            throw SecretError(index: index, problem: "expected a name and a password, with a colon between them")
        }
        return SHA256.hash(data: secret.bytes)
    }

    func secret(of bytes: [UInt8]) -> String { "webhook:" + Digest.sha256(bytes).prefix(32) }

    func claim(
        of head: Delivery, segment: String?, by keys: [SHA256.Digest], at now: Timestamp, _ verdict: inout Verdict
    ) -> Int? {
        guard let value = value(of: [Self.header], in: head, &verdict) else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let credentials = Base64(parts[1])?.bytes else {
            verdict.refuse("form", "the header is not \"Basic \" and base64")
            return nil
        }
        guard let match = keys.firstIndex(ofSecret: credentials) else {
            verdict.refuse("token", "name and password are not \(keys.count.secrets)")
            return nil
        }
        return match
    }

    func examine(_ body: [UInt8], for match: Int, by keys: [SHA256.Digest], _ verdict: inout Verdict) {
        verdict.accept("token", "they are secret \(match + 1) of \(keys.count)", secret: match)
    }

    func sign(_ delivery: inout Delivery, by secret: Secret, id: String, at time: Timestamp) {
        delivery.headers.append(.init(Self.header.lowercased(), "Basic \(Base64.text(of: secret.bytes))"))
    }

    func causes(ofFailed check: String, in delivery: Delivery, from platform: String) -> [String] {
        switch check {
        case "form": ["a proxy in front put credentials of its own into the header"]
        case "token": ["name or password are others than those that the platform was given"]
        default: causes(ofFailedHeader: check) ?? []
        }
    }
}
