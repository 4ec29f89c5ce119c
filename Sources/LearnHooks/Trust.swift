/// How a platform's deliveries are authenticated: a scheme and its parameters, as data.
public enum Trust: Sendable, Equatable {
    /// HMAC-SHA256 of the raw body, in a header.
    ///
    /// `{name}` in the header stands for a name that the platform goes by, `names` being the usual ones; the signature
    /// follows the prefix.
    case hmacSHA256(header: String, names: [String] = [], prefix: String = "", encoding: SignatureEncoding)
    /// A static token in a header.
    case token(header: String)
    /// Standard Webhooks, as Svix sends it: `{prefix}id`, `{prefix}timestamp` and `{prefix}signature`, all of one prefix.
    case standardWebhooks(headerPrefixes: [String])
    /// A secret that is the last segment of the URL's path.
    case urlSegment
}

/// How the bytes of a signature are written.
public enum SignatureEncoding: Sendable, Equatable {
    /// Hexadecimal digits of either case.
    case hex
    /// Base64 in the standard alphabet, padded.
    case base64
}
