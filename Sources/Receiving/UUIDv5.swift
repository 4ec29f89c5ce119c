import Crypto

/// Ids made of names, as RFC 9562 section 5.5 has them.
public enum UUIDv5: Sendable {
    /// The namespace of LearnHooks: 6f55bb74-9252-5721-a8d2-1bdf412a76a6.
    private static let namespace: [UInt8] = [
        0x6F, 0x55, 0xBB, 0x74, 0x92, 0x52, 0x57, 0x21, 0xA8, 0xD2, 0x1B, 0xDF, 0x41, 0x2A, 0x76, 0xA6,
    ]

    /// The id of a name, in lower case.
    @Sendable public static func text(of name: [UInt8]) -> String {
        var hash = Insecure.SHA1()
        hash.update(data: namespace)
        hash.update(data: name)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in hash.finalize().prefix(16).enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            Hex.append(index == 6 ? byte & 0x0F | 0x50 : index == 8 ? byte & 0x3F | 0x80 : byte, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
