import FoundationEssentials
import LearnHooks

/// Bytes that are written as base64: the standard alphabet, padded, nothing else among it.
public struct Base64: Decodable, Sendable {
    /// The bytes.
    public let bytes: [UInt8]

    /// Reads base64; nil for any other text.
    public init?(_ text: some StringProtocol) {
        guard let data = Data(base64Encoded: String(text)) else { return nil }
        bytes = Array(data)
    }

    /// Decodes a string of base64.
    ///
    /// - Throws: `JSONError` where it is no such string.
    public init(from decoder: any Decoder) throws {
        guard let base64 = Base64(try decoder.singleValueContainer().decode(String.self)) else {
            throw JSONError(expected: "base64")
        }
        self = base64
    }

    /// Returns bytes as base64.
    public static func text(of bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }
}
