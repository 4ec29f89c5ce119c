import LearnHooks

/// A way in which platforms prove that a delivery is their own: all that is known of it is here.
protocol TrustScheme: Sendable {
    /// A secret, made ready once for every delivery.
    associatedtype Key: Sendable
    /// What a head says that nothing in it refutes, for the body to bear out.
    associatedtype Claim

    // MARK: Description

    /// What the proof is and where it stands, for a table that people read.
    var summary: String { get }
    /// Whether a change of the body is found out.
    var coversBody: Bool { get }
    /// Whether the proof is a part of the URL's path.
    var isInPath: Bool { get }
    /// Whether a header is named after a name that the platform goes by.
    var isNamedAfterPlatform: Bool { get }

    // MARK: What a secret looks like

    /// Whether a secret is free text that a person types in, and may hold blanks.
    var hasFreeTextSecrets: Bool { get }
    /// Whether there are pairs of keys, of which receivers hold the public one.
    var hasKeyPairs: Bool { get }
    /// The fewest bytes of a secret as it is written.
    var fewestBytes: Int { get }
    /// Makes a key of a secret.
    ///
    /// - Throws: `SecretError` if the scheme cannot use it.
    func key(of secret: Secret, index: Int) throws(SecretError) -> Key
    /// Returns a secret of random bytes, as a person would set it.
    func secret(of bytes: [UInt8]) -> String

    // MARK: How it verifies

    /// Examines what the head of a delivery says; nil after it has refused the delivery.
    func claim(of head: Delivery, segment: String?, by keys: [Key], at now: Timestamp, _ verdict: inout Verdict)
        -> Claim?
    /// Examines whether the body bears the claim out, and ends the verdict one way or the other.
    func examine(_ body: [UInt8], for claim: Claim, by keys: [Key], _ verdict: inout Verdict)

    /// Returns HMAC-SHA256 of a text by a key, or nil if the scheme's keys are for something else.
    func code(of text: [UInt8], by key: Key) -> [UInt8]?

    // MARK: How it signs

    /// Makes a delivery authentic.
    ///
    /// - Throws: `SecretError` if the secret is not of the scheme's form.
    func sign(_ delivery: inout Delivery, by secret: Secret, id: String, at time: Timestamp) throws(SecretError)
    /// What the sender calls the message, where the scheme has that.
    func messageID(of delivery: Delivery) -> String?

    // MARK: What may be kept

    /// Removes what would let a reader of the delivery send another; the path is made without it.
    func conceal(_ delivery: inout Delivery)

    // MARK: What goes wrong

    /// When a delivery says that it was signed, where the scheme has that.
    func time(of delivery: Delivery) -> Timestamp?
    /// What is likely where a check failed.
    func causes(ofFailed check: String, in delivery: Delivery, from platform: String) -> [String]
}

extension TrustScheme {
    var coversBody: Bool { true }
    var isInPath: Bool { false }
    var isNamedAfterPlatform: Bool { false }
    var hasFreeTextSecrets: Bool { false }
    var hasKeyPairs: Bool { false }
    /// What is shorter can be guessed.
    var fewestBytes: Int { 16 }

    func secret(of bytes: [UInt8]) -> String { Digest.sha256(bytes).prefix(32).description }

    func code(of text: [UInt8], by key: Key) -> [UInt8]? { nil }
    func messageID(of delivery: Delivery) -> String? { nil }
    func time(of delivery: Delivery) -> Timestamp? { nil }
    /// A signature is of this one body, and stays.
    func conceal(_ delivery: inout Delivery) {}

    /// Examines a delivery as far as it is there.
    func examine(
        _ delivery: Delivery, _ extent: Verifier.Extent, segment: String?, by keys: [Key], at now: Timestamp,
        _ verdict: inout Verdict
    ) {
        guard let claim = claim(of: delivery, segment: segment, by: keys, at: now, &verdict), extent == .whole else {
            return
        }
        examine(delivery.body, for: claim, by: keys, &verdict)
    }

    /// The one value of a header that must be there once; nil after it has refused the delivery.
    func value(of names: [String], in delivery: Delivery, _ verdict: inout Verdict) -> String? {
        value(names.flatMap(delivery.headers(named:)), of: names, &verdict)
    }

    /// The one value of those that a header has; nil after it has refused the delivery.
    func value(_ values: [String], of names: [String], _ verdict: inout Verdict) -> String? {
        // The words are made only when they are needed: most headers are as they should be.
        let name: @Sendable () -> String = { names.joined(separator: " or ") }
        guard let value = values.first, !value.isEmpty else {
            verdict.refuse("header", "no header \(name())")
            return nil
        }
        // Which of two would count is a question that a forger may answer.
        guard values.count == 1 else {
            verdict.refuse("repeat", "header \(name()) is there \(values.count) times")
            return nil
        }
        guard value.utf8.count <= longestHeader else {
            verdict.refuse("length", "header \(name()) has \(value.utf8.count) bytes, of \(longestHeader) at most")
            return nil
        }
        verdict.pass("header", "\(name()) is there")
        return value
    }

    /// What is likely where a check failed that every scheme with a header has, or nil for any other.
    func causes(ofFailedHeader check: String) -> [String]? {
        switch check {
        case "header": ["a proxy dropped or renamed the header", "the request is not the platform's at all"]
        case "repeat", "length": ["a proxy added to the header, or someone tries it out"]
        default: nil
        }
    }
}

/// The most bytes of a header that are looked at, which is far above what any platform sends.
private let longestHeader = 8 << 10

/// What is likely where a signature is good in form, and not of this body by this secret.
enum LikelyCause {
    static let anotherSecret =
        "the secret is a different one: of another endpoint, or replaced since (several can be set at once)"
    static let anotherBody =
        "the body was changed on its way, if only by one byte: decoded and encoded again, decompressed"
    static let anotherToken = "the token is another one: each webhook has the one that it was created with"
}

extension Int {
    /// How many secrets were tried, in words for a refusal.
    var secrets: String { self == 1 ? "the secret" : "any of \(self) secrets" }
}
