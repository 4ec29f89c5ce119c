/// How a platform's deliveries are authenticated: a scheme and its parameters, as data.
public enum Trust: Sendable, Equatable {
    /// HMAC-SHA256 in a header, of the raw body or of a text that the body is a part of.
    ///
    /// `{name}` in the header stands for a name that the platform goes by, `names` being the usual ones; the signature
    /// follows the prefix.
    case hmacSHA256(
        header: String, names: [String] = [], prefix: String = "", encoding: SignatureEncoding, over: SignedText = .body
    )
    /// A static token in a header, behind a prefix where there is one: "Bearer ".
    case token(header: String, prefix: String = "")
    /// A name and a password as HTTP's Basic scheme has them, joined by a colon. Source: RFC 7617
    case basic
    /// A static token that is a member of the body, the way to it from the outermost value on.
    ///
    /// Where a list stands on the way, each of its elements must have the token.
    case bodyToken(at: [String])
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
