import Crypto
import LearnHooks

/// A static token that is a member of the body.
///
/// Only the strict reader reads it, for this one member, before anything else of the body is looked at. It authenticates the
/// sender, not the body, which only TLS protects.
struct BodyToken: TrustScheme {
    /// The way to the member.
    ///
    /// Where a list stands on it, each element must have the token.
    let path: [String]

    var coversBody: Bool { false }
    private var name: String { path.joined(separator: ".") }
    var summary: String { "a token in the body, `\(name)`" }

    func key(of secret: Secret, index: Int) -> SHA256.Digest { SHA256.hash(data: secret.bytes) }

    func claim(
        of head: Delivery, segment: String?, by keys: [SHA256.Digest], at now: Timestamp, _ verdict: inout Verdict
    ) -> Void? { () }

    func examine(_ body: [UInt8], for claim: Void, by keys: [SHA256.Digest], _ verdict: inout Verdict) {
        guard let root = try? JSONDocument(parsing: body).root else {
            verdict.refuse("body", "the body is not JSON, so it holds no token")
            return
        }
        guard let tokens = tokens(in: root, path[...]), let first = tokens.first else {
            verdict.refuse("member", "no text under \(name)")
            return
        }
        guard let match = keys.firstIndex(ofSecret: first.utf8),
            tokens.dropFirst().allSatisfy({ keys[match] == SHA256.hash(data: Array($0.utf8)) })
        else {
            verdict.refuse("token", "the token is not \(keys.count.secrets)")
            return
        }
        verdict.accept("token", "it is secret \(match + 1) of \(keys.count)", secret: match)
    }

    /// Every token, or nil if one is missing.
    ///
    /// Recursion is as deep as the text, which the reader keeps to 32.
    private func tokens(in node: JSONNode, _ path: ArraySlice<String>) -> [String]? {
        if node.kind == .array {
            var all: [String] = []
            for element in node.elements {
                guard let tokens = tokens(in: element, path) else { return nil }
                all += tokens
            }
            return all
        }
        guard let key = path.first else { return node.string.map { [$0] } }
        guard let member: JSONNode = node[key] else { return nil }
        return tokens(in: member, path.dropFirst())
    }

    func sign(_ delivery: inout Delivery, by secret: Secret, id: String, at time: Timestamp) throws(SecretError) {
        guard let root = try? JSONDocument(parsing: delivery.body).root else {
            throw SecretError(index: 0, problem: "expected a body of JSON, in which the token can stand")
        }
        var verdict = Verdict()
        examine(delivery.body, for: (), by: [key(of: secret, index: 0)], &verdict)
        if verdict.isAuthentic { return }
        var writer = JSONWriter()
        writer.value(root.value.setting(path[...], to: secret.text ?? ""))
        delivery.body = writer.bytes
    }

    func conceal(_ delivery: inout Delivery) {
        guard let root = try? JSONDocument(parsing: delivery.body).root else { return }
        var writer = JSONWriter()
        writer.value(root.value.setting(path[...], to: ""))
        delivery.body = writer.bytes
    }

    func causes(ofFailed check: String, in delivery: Delivery, from platform: String) -> [String] {
        switch check {
        case "token": [LikelyCause.anotherToken]
        default: ["the request is not the platform's at all"]
        }
    }
}
