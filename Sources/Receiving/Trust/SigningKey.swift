import Crypto
import LearnHooks

/// A key that a receiver holds: symmetric for `v1`, public for `v1a`.
enum SigningKey: Sendable {
    case symmetric(PreparedKey)
    case publicKey(Curve25519.Signing.PublicKey)

    /// The fewest bytes of a symmetric key.
    ///
    /// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, Signature scheme
    private static let fewestBytes = 24

    init(_ secret: Secret, index: Int) throws(SecretError) {
        guard let text = secret.text else { throw SecretError(index: index, problem: "expected text") }
        if text.hasPrefix("whsk_") {
            throw SecretError(
                index: index, problem: "expected whsec_ or the public whpk_, found a private key: it is the sender's")
        }
        if text.hasPrefix("whpk_") {
            guard let bytes = secret.base64(after: "whpk_"),
                let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
            else { throw SecretError(index: index, problem: "expected 32 bytes in base64 after whpk_") }
            self = .publicKey(key)
        } else {
            guard let bytes = secret.base64(after: "whsec_") else {
                throw SecretError(index: index, problem: "expected base64, after whsec_ or without it")
            }
            guard bytes.count >= Self.fewestBytes else {
                throw SecretError(
                    index: index,
                    problem: "expected \(Self.fewestBytes) bytes at least, in base64: fewer can be guessed")
            }
            self = .symmetric(PreparedKey(bytes))
        }
    }

    var version: Signature.Version {
        switch self {
        case .symmetric: .v1
        case .publicKey: .v1a
        }
    }

    /// Whether a signature is the key's, of a body behind what is signed before it.
    func isValid(_ signature: Signature, for prefix: [UInt8], _ body: [UInt8]) -> Bool {
        switch (self, signature.version) {
        case (.symmetric(let key), .v1):
            key.isValid(signature.bytes, for: prefix, body)
        case (.publicKey(let key), .v1a):
            key.isValidSignature(signature.bytes, for: prefix + body)
        default:
            false
        }
    }
}
