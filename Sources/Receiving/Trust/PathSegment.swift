import Crypto
import LearnHooks

/// A secret that is the last segment of the URL's path, for a platform that documents no signature.
///
/// Konstantly's page asks to keep the URL of an endpoint secret, and offers no other proof.
/// Source: https://docs.konstantly.com/api-reference/webhooks/overview
struct PathSegment: TrustScheme {
    var coversBody: Bool { false }
    var isInPath: Bool { true }
    var summary: String { "a secret in the URL: it documents no signature" }

    func key(of secret: Secret, index: Int) throws(SecretError) -> SHA256.Digest {
        guard secret.bytes.allSatisfy(Self.isAllowed) else {
            throw SecretError(index: index, problem: "expected letters, digits, - and _ alone: it is part of a URL")
        }
        return SHA256.hash(data: secret.bytes)
    }

    /// Whether a byte is never escaped in a URL.
    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    func claim(
        of head: Delivery, segment: String?, by keys: [SHA256.Digest], at now: Timestamp, _ verdict: inout Verdict
    ) -> Int? {
        guard let segment, !segment.isEmpty else {
            verdict.refuse("path", "the path has no secret segment")
            return nil
        }
        guard let match = keys.firstIndex(ofSecret: segment.utf8) else {
            verdict.refuse("path", "the path's last segment is not \(keys.count.secrets)")
            return nil
        }
        return match
    }

    func examine(_ body: [UInt8], for match: Int, by keys: [SHA256.Digest], _ verdict: inout Verdict) {
        verdict.accept("path", "its last segment is secret \(match + 1) of \(keys.count)", secret: match)
    }

    func sign(_ delivery: inout Delivery, by secret: Secret, id: String, at time: Timestamp) {
        delivery.path += "/\(secret.text ?? "")"
    }

    func causes(ofFailed check: String, in delivery: Delivery, from platform: String) -> [String] {
        check == "path" ? ["the URL that the platform was given ends in another secret, or in none"] : []
    }
}
