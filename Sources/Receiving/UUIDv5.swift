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
        let digest = hash.finalize()
        // The text is 36 bytes long; a SHA-1 has 20, of which 16 are read.
        return unsafe String(unsafeUninitializedCapacity: 36) { text in
            var end = 0
            unsafe digest.withUnsafeBytes { digest in
                for index in 0..<16 {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        unsafe text[end] = UInt8(ascii: "-")
                        end += 1
                    }
                    var byte = unsafe digest[index]
                    if index == 6 { byte = byte & 0x0F | 0x50 }
                    if index == 8 { byte = byte & 0x3F | 0x80 }
                    unsafe text[end] = Hex.digit(byte >> 4)
                    unsafe text[end + 1] = Hex.digit(byte & 0x0F)
                    end += 2
                }
            }
            return end
        }
    }
}
