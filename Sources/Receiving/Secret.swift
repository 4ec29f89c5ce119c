import LearnHooks

/// Bytes that must not be seen: whatever prints them prints `<redacted>`.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The bytes, for the cryptography library alone.
    let bytes: [UInt8]

    init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// Creates a secret of the text that a person was given, or made up.
    public init(_ text: String) {
        self.init(text.utf8)
    }

    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Always `<redacted>`.
    public var debugDescription: String { description }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Whether it is a private key of Standard Webhooks: the sender's, for `v1a`.
    public var isPrivateKey: Bool { bytes.starts(with: "whsk_".utf8) }
    /// Whether it is a public key of Standard Webhooks: a receiver's, for `v1a`.
    public var isPublicKey: Bool { bytes.starts(with: "whpk_".utf8) }

    /// Whether it holds as many bytes as Standard Webhooks asks for: 24, in base64.
    public var isLongEnough: Bool {
        guard let text else { return false }
        return Base64(text.hasPrefix("whsec_") ? text.dropFirst(6) : text[...]).map { $0.bytes.count >= 24 } ?? false
    }

    /// The text, where the bytes are one.
    var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The fewest bytes of a secret that cannot be guessed.
    static let fewestBytes = 16

    /// The bytes that it encodes in base64, after a prefix or without one, or nil if it is not base64.
    ///
    /// The libraries of Standard Webhooks take it without padding, too.
    func base64(after prefix: String) -> [UInt8]? {
        guard var text else { return nil }
        if text.hasPrefix(prefix) { text.removeFirst(prefix.count) }
        if !text.hasSuffix("=") { text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4) }
        return Base64(text)?.bytes
    }
}

/// Why a secret cannot be one: it says which and what was expected, and never what was found.
public struct SecretError: Error, CustomStringConvertible, Sendable, Equatable {
    /// The secret's place among the platform's, from 0.
    public let index: Int
    /// What was expected.
    public let problem: String

    /// Which secret, and what was expected of it.
    public var description: String { "secret \(index + 1): \(problem)" }
}
