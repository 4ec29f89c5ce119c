import Crypto
import LearnHooks

/// A static token in a header, as Knolyx sends the one that the webhook was created with.
///
/// It authenticates the sender, not the body, which only TLS protects.
/// Source: https://docs.knolyx.com/guides/webhooks
struct HeaderToken: TrustScheme {
    let header: String
    let prefix: String

    var coversBody: Bool { false }

    var summary: String { "a token in `\(header)\(prefix.isEmpty ? "" : ": \(prefix)…")`" }

    func key(of secret: Secret, index: Int) -> SHA256.Digest { SHA256.hash(data: secret.bytes) }

    func claim(
        of head: Delivery, segment: String?, by keys: [SHA256.Digest], at now: Timestamp, _ verdict: inout Verdict
    ) -> Int? {
        guard let value = value(of: [header], in: head, &verdict) else { return nil }
        guard value.utf8.starts(with: prefix.utf8) else {
            verdict.refuse("form", "the token does not stand behind \"\(prefix)\"")
            return nil
        }
        guard let match = keys.firstIndex(ofSecret: value.utf8.dropFirst(prefix.utf8.count)) else {
            verdict.refuse("token", "the token is not \(keys.count.secrets)")
            return nil
        }
        return match
    }

    func examine(_ body: [UInt8], for match: Int, by keys: [SHA256.Digest], _ verdict: inout Verdict) {
        verdict.accept("token", "it is secret \(match + 1) of \(keys.count)", secret: match)
    }

    func sign(_ delivery: inout Delivery, by secret: Secret, id: String, at time: Timestamp) {
        delivery.headers.append(.init(header.lowercased(), prefix + (secret.text ?? "")))
    }

    func conceal(_ delivery: inout Delivery) {
        delivery.headers.removeAll { $0.name.lowercased() == header.lowercased() }
    }

    func causes(ofFailed check: String, in delivery: Delivery, from platform: String) -> [String] {
        switch check {
        case "form": ["the platform, or whoever made the request, sends another form of token"]
        case "token": [LikelyCause.anotherToken]
        default: causes(ofFailedHeader: check) ?? []
        }
    }
}
