import Crypto
import LearnHooks

/// HMAC-SHA256 of the raw body, in a header.
///
/// Falkor's page splits the header at `sha256=`, and takes the secret's characters as the key, though they look like hex.
/// Source: https://developer.docs.falkor.io/pathways/webhooks
struct BodySignature: TrustScheme {
    let headers: [String]
    let prefix: String
    let encoding: SignatureEncoding
    private let keys: [PreparedKey]

    init(headers: [String], prefix: String, encoding: SignatureEncoding, secrets: [Secret]) {
        self.headers = headers
        self.prefix = prefix
        self.encoding = encoding
        keys = secrets.map { PreparedKey($0.bytes) }
    }

    func claim(of head: Delivery, segment: String?, at now: Timestamp, _ verdict: inout Verdict) -> [UInt8]? {
        guard let value = value(of: headers, in: head, &verdict) else { return nil }
        guard value.utf8.starts(with: prefix.utf8),
            let signature = decode(Substring(value.utf8.dropFirst(prefix.utf8.count)))
        else {
            verdict.refuse("form", "the signature is not \"\(prefix)\" and 32 bytes in \(encoding)")
            return nil
        }
        verdict.pass("form", "\"\(prefix)\" and 32 bytes in \(encoding)")
        return signature
    }

    func examine(_ body: [UInt8], by signature: [UInt8], _ verdict: inout Verdict) {
        let match = keys.firstIndex { $0.isValid(signature, for: body) }
        guard let match else {
            verdict.refuse("signature", "the signature is not by \(keys.count.secrets)")
            return
        }
        verdict.accept("signature", "it is by secret \(match + 1) of \(keys.count)", secret: match)
    }

    private func decode(_ text: Substring) -> [UInt8]? {
        let bytes: [UInt8]? =
            switch encoding {
            case .hex: Hex.bytes(of: text)
            case .base64: Base64(text)?.bytes
            }
        return bytes?.count == SHA256.byteCount ? bytes : nil
    }
}

extension Int {
    /// How many secrets were tried, in words for a refusal.
    var secrets: String { self == 1 ? "the secret" : "any of \(self) secrets" }
}
