import Crypto

/// A key of HMAC-SHA256 that was set up once, for many messages.
struct PreparedKey: Sendable {
    private let begun: HMAC<SHA256>

    init(_ bytes: [UInt8]) {
        begun = HMAC(key: SymmetricKey(data: bytes))
    }

    /// Whether a code is that of a message, whose parts follow each other; it is compared in constant time.
    func isValid(_ code: [UInt8], for parts: [UInt8]...) -> Bool {
        self.code(of: parts) == code
    }

    /// The code of a message, whose parts follow each other.
    func code(of parts: [[UInt8]]) -> HMAC<SHA256>.MAC {
        var hmac = begun
        for part in parts { hmac.update(data: part) }
        return hmac.finalize()
    }
}
