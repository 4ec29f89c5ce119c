import LearnHooks

/// Standard Webhooks: signatures over `id.timestamp.body`, `v1` by HMAC-SHA256 and `v1a` by Ed25519.
///
/// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
struct StandardWebhooks: TrustScheme {
    private let names: [Names]
    /// What the names of the three headers begin with when it signs.
    let prefix: String

    /// How far the sender's clock and ours may be apart, in seconds and in both directions.
    static let tolerance: Int64 = 300
    /// The most signatures that are tried, each over the whole body: Svix signs by one key and ten old ones at most.
    private static let mostSignatures = 11

    init(headerPrefixes: [String]) {
        names = headerPrefixes.map(Names.init)
        prefix = headerPrefixes.first ?? ""
    }

    var hasKeyPairs: Bool { true }
    /// Keys are base64, whose bytes are counted once they are decoded.
    var fewestBytes: Int { 0 }

    var summary: String {
        "Svix, that is Standard Webhooks: `v1` (HMAC-SHA256) or `v1a` (Ed25519) over `id.timestamp.body`, "
            + "\(Self.tolerance / 60) minutes either way"
    }

    func key(of secret: Secret, index: Int) throws(SecretError) -> SigningKey { try SigningKey(secret, index: index) }

    func secret(of bytes: [UInt8]) -> String { "whsec_\(Base64.text(of: bytes))" }

    /// Signatures that are of a version which can be checked, and what they are of except for the body.
    struct Claim {
        let id: String
        let timestamp: String
        let signatures: [Signature]
    }

    func claim(
        of head: Delivery, segment: String?, by keys: [SigningKey], at now: Timestamp, _ verdict: inout Verdict
    ) -> Claim? {
        guard let headers = headers(of: head, &verdict),
            SigningTime.isTimely(headers.timestamp, within: Self.tolerance, of: now, &verdict)
        else { return nil }
        let entries = headers.signature.utf8.split(separator: UInt8(ascii: " "))
        let signatures = entries.compactMap(Signature.init)
        let usable = signatures.filter { signature in keys.contains { $0.version == signature.version } }
        let found: @Sendable () -> String = { [count = entries.count] in
            "\(count) in the header (\(Signature.summary(signatures, of: count)))"
        }
        guard !usable.isEmpty else {
            let wanted = Set(keys.map(\.version.rawValue)).sorted().joined(separator: " or ")
            verdict.refuse("signatures", "no signature of version \(wanted) among \(found())")
            return nil
        }
        verdict.pass("signatures", "\(found()), \(usable.count) that can be checked")
        return Claim(
            id: headers.id, timestamp: headers.timestamp, signatures: Array(usable.prefix(Self.mostSignatures)))
    }

    func examine(_ body: [UInt8], for claim: Claim, by keys: [SigningKey], _ verdict: inout Verdict) {
        let prefix = Self.signedPrefix(id: claim.id, timestamp: claim.timestamp)
        let match = keys.firstIndex { key in claim.signatures.contains { key.isValid($0, for: prefix, body) } }
        guard let match else {
            verdict.refuse("signature", "no signature is by \(keys.count.secrets)")
            return
        }
        verdict.accept("signature", "one is by secret \(match + 1) of \(keys.count)", secret: match)
    }

    /// What is signed before the body: id and timestamp, each with a dot behind it.
    static func signedPrefix(id: String, timestamp: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(id.utf8.count + timestamp.utf8.count + 2)
        bytes.append(contentsOf: id.utf8)
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: timestamp.utf8)
        bytes.append(UInt8(ascii: "."))
        return bytes
    }

    /// Whether an id can be told from the rest of what is signed.
    ///
    /// With a dot, "a.1" at time 2 would be the same text as "a" at time 1 with a body that begins with "2.".
    static func isUsable(id: String) -> Bool {
        !id.isEmpty && id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
    }

    private struct Headers {
        var id: String
        var timestamp: String
        var signature: String
    }

    /// The names of the three headers.
    private struct Names {
        let id: String
        let timestamp: String
        let signature: String

        init(prefix: String) {
            (id, timestamp, signature) = ("\(prefix)id", "\(prefix)timestamp", "\(prefix)signature")
        }
    }

    /// What a delivery says under the three names.
    private struct Values {
        let names: Names
        let ids: [String]
        let timestamps: [String]
        let signatures: [String]

        init(_ names: Names, of delivery: Delivery) {
            self.names = names
            ids = delivery.headers(named: names.id)
            timestamps = delivery.headers(named: names.timestamp)
            signatures = delivery.headers(named: names.signature)
        }

        var areAllThere: Bool { !ids.isEmpty && !timestamps.isEmpty && !signatures.isEmpty }
        var areAnyThere: Bool { !ids.isEmpty || !timestamps.isEmpty || !signatures.isEmpty }
    }

    /// The three headers of the first prefix that any is there of: those of two prefixes are never mixed.
    private func headers(of delivery: Delivery, _ verdict: inout Verdict) -> Headers? {
        let values = names.lazy.map { Values($0, of: delivery) }
        let found =
            values.first(where: \.areAllThere) ?? values.first(where: \.areAnyThere)
            ?? Values(names.first ?? Names(prefix: ""), of: delivery)
        guard let id = value(found.ids, of: [found.names.id], &verdict),
            let timestamp = value(found.timestamps, of: [found.names.timestamp], &verdict),
            let signature = value(found.signatures, of: [found.names.signature], &verdict)
        else { return nil }
        guard Self.isUsable(id: id) else {
            verdict.refuse("id", "the id holds a dot, or a character that is not printable ASCII")
            return nil
        }
        return Headers(id: id, timestamp: timestamp, signature: signature)
    }

    // MARK: Explaining

    func messageID(of delivery: Delivery) -> String? {
        names.lazy.compactMap { delivery.headers(named: $0.id).first }.first
    }

    func time(of delivery: Delivery) -> Timestamp? {
        names.lazy.compactMap { delivery.headers(named: $0.timestamp).first }.first
            .flatMap { Int64($0) }.flatMap { Timestamp(unixSeconds: $0) }
    }

    func causes(ofFailed check: String, in delivery: Delivery, from platform: String) -> [String] {
        switch check {
        case "signatures": ["the secret is for another version of signatures: whsec_ is for v1, whpk_ for v1a"]
        case "signature": [LikelyCause.anotherBody, LikelyCause.anotherSecret]
        default: causes(ofFailedHeader: check) ?? SigningTime.causes(ofFailed: check) ?? []
        }
    }
}
