import Crypto
import LearnHooks

extension StandardWebhooks {
    func sign(_ delivery: inout Delivery, by secret: Secret, id: String, at time: Timestamp) throws(SecretError) {
        delivery.headers += try Self.fields(of: delivery.body, id: id, at: time, prefix: prefix, by: secret)
    }

    /// Returns the three fields of a header, whose names begin with a prefix.
    static func fields(
        of body: [UInt8], id: String, at time: Timestamp, prefix: String, by secret: Secret
    ) throws(SecretError) -> [Delivery.HeaderField] {
        let signed = signedPrefix(id: id, timestamp: "\(time.seconds)") + body
        return [
            .init("\(prefix)id", id), .init("\(prefix)timestamp", "\(time.seconds)"),
            .init("\(prefix)signature", try signature(of: signed, by: secret)),
        ]
    }

    private static func signature(of signed: [UInt8], by secret: Secret) throws(SecretError) -> String {
        guard secret.isPrivateKey else {
            guard case .symmetric(let key) = try SigningKey(secret, index: 0) else {
                throw SecretError(index: 0, problem: "expected whsec_ or the private whsk_: a public key signs nothing")
            }
            return "v1,\(Base64.text(of: key.code(of: [signed])))"
        }
        // The private key's text is its seed of 32 bytes, and the public key behind it.
        guard let bytes = secret.base64(after: "whsk_"), bytes.count == 64,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32)),
            let signature = try? key.signature(for: signed)
        else { throw SecretError(index: 0, problem: "expected 64 bytes in base64 after whsk_") }
        return "v1a,\(Base64.text(of: signature))"
    }
}
