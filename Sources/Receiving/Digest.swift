import Crypto

/// Digests as text.
public enum Digest: Sendable {
    /// Returns the SHA-256 of some bytes, in lower-case hex.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        Hex.text(of: SHA256.hash(data: Array(bytes)))
    }
}
