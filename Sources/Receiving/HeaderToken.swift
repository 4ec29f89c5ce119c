import Crypto
import LearnHooks

/// A static token in a header, as Knolyx sends the one that the webhook was created with.
///
/// It proves who sends, and nothing of the body: that is TLS's to keep.
/// Source: https://docs.knolyx.com/guides/webhooks
struct HeaderToken: TrustScheme {
    let header: String
    private let digests: [SHA256.Digest]

    init(header: String, secrets: [Secret]) {
        self.header = header
        digests = secrets.map { SHA256.hash(data: $0.bytes) }
    }

    func claim(of head: Delivery, segment: String?, at now: Timestamp, _ verdict: inout Verdict) -> Int? {
        guard let value = value(of: [header], in: head, &verdict) else { return nil }
        // Digests compare in constant time, and hide the token's length.
        guard let match = digests.firstIndex(of: SHA256.hash(data: Array(value.utf8))) else {
            verdict.refuse("token", "the token is not \(digests.count.secrets)")
            return nil
        }
        return match
    }

    func examine(_ body: [UInt8], by match: Int, _ verdict: inout Verdict) {
        verdict.accept("token", "it is secret \(match + 1) of \(digests.count)", secret: match)
    }
}
