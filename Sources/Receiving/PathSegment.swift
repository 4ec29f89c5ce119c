import Crypto
import LearnHooks

/// A secret that is the last segment of the URL's path, for a platform that documents no signature.
///
/// Konstantly's page asks to keep the URL of an endpoint secret, and offers no other proof.
/// Source: https://docs.konstantly.com/api-reference/webhooks/overview
struct PathSegment: TrustScheme {
    private let digests: [SHA256.Digest]

    init(secrets: [Secret]) throws(SecretError) {
        for (index, secret) in secrets.enumerated() where !secret.bytes.allSatisfy(Self.isAllowed) {
            throw SecretError(index: index, problem: "expected letters, digits, - and _ alone: it stands in a URL")
        }
        digests = secrets.map { SHA256.hash(data: $0.bytes) }
    }

    /// Whether a byte stands in a URL as it is, whoever writes the URL down.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    func claim(of head: Delivery, segment: String?, at now: Timestamp, _ verdict: inout Verdict) -> Int? {
        guard let segment, !segment.isEmpty else {
            verdict.refuse("path", "the path has no secret segment")
            return nil
        }
        guard let match = digests.firstIndex(of: SHA256.hash(data: Array(segment.utf8))) else {
            verdict.refuse("path", "the path's last segment is not \(digests.count.secrets)")
            return nil
        }
        return match
    }

    func examine(_ body: [UInt8], by match: Int, _ verdict: inout Verdict) {
        verdict.accept("path", "its last segment is secret \(match + 1) of \(digests.count)", secret: match)
    }
}
