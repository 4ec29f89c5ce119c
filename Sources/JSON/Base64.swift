/// Bytes that are written as base64: RFC 4648's standard alphabet, padded, and in the one form that those bytes have.
///
/// Foundation's reader takes padding that is too long, and bits behind the last byte: two texts of one signature.
public struct Base64: JSONReadable, Sendable {
    /// The bytes.
    public let bytes: [UInt8]

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// Reads base64, or returns nil for any other text.
    public init?(_ text: some StringProtocol) {
        let digits = Array(text.utf8)
        let data = digits.prefix { $0 != Self.padding }
        guard digits.count.isMultiple(of: 4), digits.count - data.count <= 2,
            digits[data.count...].allSatisfy({ $0 == Self.padding })
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for digit in data {
            guard let value = Self.value(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        // What is left over belongs to no byte, and must say nothing.
        guard bits & (1 << UInt32(count) - 1) == 0 else { return nil }
        self.bytes = bytes
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    /// A string.
    public static var expectation: String { String.expectation }

    /// Reads a string of base64.
    ///
    /// - Throws: `JSONError` if it is not such a string.
    public init(json: JSONNode) throws(JSONError) {
        guard let base64 = Base64(try String(json: json)) else {
            throw JSONError(expected: "base64")
        }
        self = base64
    }

    /// Returns bytes as base64.
    public static func text(of bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        while !text.count.isMultiple(of: 4) { text.append(padding) }
        return String(decoding: text, as: UTF8.self)
    }
}
