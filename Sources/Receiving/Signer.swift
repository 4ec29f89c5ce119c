import Crypto
public import LearnHooks

/// Makes deliveries as a platform would send them: for trying out a receiver, and for tests.
public struct Signer: Sendable {
    private let platform: Platform
    private let secret: Secret
    private let names: [String]

    /// Creates the signer of a platform.
    ///
    /// - Parameters:
    ///   - platform: Who is to be spoken for.
    ///   - secret: What receivers know it by; for signatures of version `v1a` the private key, `whsk_…`.
    ///   - names: The names that the platform goes by, where its header is named after it; nil for the usual ones.
    public init(_ platform: Platform, secret: Secret, names: [String]? = nil) {
        self.platform = platform
        self.secret = secret
        self.names = names ?? []
    }

    /// Whether an id and a time can be signed, where the scheme has them.
    public static func canSign(id: String, at time: Timestamp) -> Bool {
        StandardWebhooks.isUsable(id: id) && time.seconds >= 0
    }

    /// Returns a body as an authentic delivery.
    ///
    /// - Parameters:
    ///   - body: The exact bytes.
    ///   - id: The message's id, where the scheme has one.
    ///   - time: When it is signed, where the scheme says so.
    /// - Returns: The delivery, to the path of the platform.
    /// - Throws: `SecretError` where the secret is not of the scheme's form.
    public func delivery(of body: [UInt8], id: String, at time: Timestamp) throws(SecretError) -> Delivery {
        var delivery = Delivery(
            method: platform.method, path: "/\(platform.name)",
            headers: [Delivery.HeaderField("content-type", "application/json")], body: body)
        switch platform.trust {
        case .hmacSHA256(let header, let usual, let prefix, let encoding):
            let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: secret.bytes))
            let signature = encoding == .hex ? Hex.text(of: code) : Base64.text(of: code)
            let name = header.replacing("{name}", with: names.first ?? usual.first ?? "")
            delivery.headers.append(.init(name.lowercased(), prefix + signature))
        case .token(let header):
            delivery.headers.append(.init(header.lowercased(), secret.text ?? ""))
        case .standardWebhooks(let prefixes):
            delivery.headers += try Self.fields(of: body, id: id, at: time, prefix: prefixes.first ?? "", by: secret)
        case .urlSegment:
            delivery.path += "/\(secret.text ?? "")"
        }
        return delivery
    }

    /// Returns the fields of a header by which receivers of Standard Webhooks know who sends a body.
    ///
    /// - Parameters:
    ///   - body: The exact bytes.
    ///   - id: The message's id.
    ///   - time: When it is signed.
    ///   - prefix: What the fields' names begin with.
    ///   - secret: What receivers know the sender by; for version `v1a` the private key, `whsk_…`.
    /// - Returns: The fields.
    /// - Throws: `SecretError` where the secret is not of the scheme's form.
    public static func fields(
        of body: [UInt8], id: String, at time: Timestamp, prefix: String = "webhook-", by secret: Secret
    ) throws(SecretError) -> [Delivery.HeaderField] {
        let signed = StandardWebhooks.signedPrefix(id: id, timestamp: "\(time.seconds)") + body
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
