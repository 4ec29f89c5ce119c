import LearnHooks

/// One entry of a signature header, of a version that is known.
struct Signature {
    /// The versions, after which the rest of an entry is read.
    enum Version: String {
        case v1, v1a
    }

    let version: Version
    let bytes: [UInt8]

    /// Reads `version,base64`; nil for what is malformed or of an unknown version, which spoils no other entry.
    init?(_ entry: Substring.UTF8View) {
        guard let comma = entry.firstIndex(of: UInt8(ascii: ",")),
            let version = Version(rawValue: String(Substring(entry[..<comma]))),
            let bytes = Base64(Substring(entry[entry.index(after: comma)...]))?.bytes,
            bytes.count == (version == .v1 ? 32 : 64)
        else { return nil }
        self.version = version
        self.bytes = bytes
    }

    /// How many entries are of each version.
    static func summary(_ signatures: [Signature], of count: Int) -> String {
        let known = [Version.v1, .v1a].map { version in (signatures.count { $0.version == version }, "\(version)") }
        let counts = known + [(count - signatures.count, "of another version or malformed")]
        return counts.filter { $0.0 > 0 }.map { "\($0) \($1)" }.joined(separator: ", ")
    }
}
