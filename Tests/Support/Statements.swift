public import ActionFormats
import Crypto
import LearnHooks

/// Statements for tests, by hash functions that are not the ones under test.
public enum Statements: Sendable {
    /// Returns a format that makes statements of all that can be one.
    public static func format(_ actor: StatementFormat.Actor = .account) -> StatementFormat {
        StatementFormat(actor: actor, including: [.paymentReceived], hashes: hashes)
    }

    /// A hash of a name, in the form of a UUIDv5; and a SHA-1.
    private static let hashes = StatementFormat.Hashes(
        uuid: { name in
            let hex = sha1(name)
            let variant = ["8", "9", "a", "b"][name.count % 4]
            return "\(hex.prefix(8))-\(hex.dropFirst(8).prefix(4))-5\(hex.dropFirst(13).prefix(3))"
                + "-\(variant)\(hex.dropFirst(17).prefix(3))-\(hex.dropFirst(20).prefix(12))"
        },
        sha1: { sha1($0) })

    private static func sha1(_ bytes: [UInt8]) -> String {
        Insecure.SHA1.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
