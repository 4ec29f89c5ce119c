public import LearnHooks

extension Trust {
    /// The scheme: the one place that tells them apart.
    ///
    /// - Parameter names: The names that the platform goes by, where its header is named after it; nil or none for the usual
    ///   ones.
    /// - Returns: The scheme, which holds no secret.
    func scheme(names: [String]? = nil) -> any TrustScheme {
        switch self {
        case .hmacSHA256(let header, let usual, let prefix, let encoding, let signed):
            BodySignature(
                header: header, names: names.flatMap { $0.isEmpty ? nil : $0 } ?? usual, prefix: prefix,
                encoding: encoding, signed: signed)
        case .token(let header, let prefix): HeaderToken(header: header, prefix: prefix)
        case .basic: BasicCredentials()
        case .bodyToken(let path): BodyToken(path: path)
        case .standardWebhooks(let prefixes): StandardWebhooks(headerPrefixes: prefixes)
        case .urlSegment: PathSegment()
        }
    }

    /// What the proof is and where it stands, for a table that people read.
    public var summary: String { scheme().summary }
    /// Whether a change of the body is found out.
    public var coversBody: Bool { scheme().coversBody }
    /// Whether the proof is a part of the URL's path.
    public var isInPath: Bool { scheme().isInPath }
    /// Whether a header is named after a name that the platform goes by.
    public var isNamedAfterPlatform: Bool { scheme().isNamedAfterPlatform }
    /// Whether a secret is free text that a person types in, and may hold blanks: such ones are told apart by line ends alone.
    public var hasFreeTextSecrets: Bool { scheme().hasFreeTextSecrets }
    /// Whether there are pairs of keys, of which receivers hold the public one.
    public var hasKeyPairs: Bool { scheme().hasKeyPairs }

    /// Returns a secret of random bytes, 24 of them, as a person would set it.
    public func secret(of bytes: [UInt8]) -> String { scheme().secret(of: bytes) }

    /// Removes a token, or whatever else would let a reader of the delivery send another.
    func conceal(_ delivery: inout Delivery) { scheme().conceal(&delivery) }

    /// Returns what the sender calls the message, where the scheme has that.
    public func messageID(of delivery: Delivery) -> String? { scheme().messageID(of: delivery) }
}
