import Crypto

/// Digests, most of them as text.
public enum Digest: Sendable {
    /// Returns the SHA-256 of some bytes, in lower-case hex.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        Hex.text(of: SHA256.hash(data: Array(bytes)))
    }

    /// Returns the 32 bytes of the SHA-256 of some bytes.
    package static func sha256Bytes(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: Array(bytes)))
    }

    /// Returns the SHA-1 of some bytes, in lower-case hex: for those who name people by it, as xAPI does.
    public static func sha1(_ bytes: some Sequence<UInt8>) -> String {
        Hex.text(of: Insecure.SHA1.hash(data: Array(bytes)))
    }
}
