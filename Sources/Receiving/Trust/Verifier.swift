public import LearnHooks

/// Decides whether deliveries are a platform's own: its scheme, with this deployment's secrets.
public struct Verifier: Sendable {
    private let examiner: any Examiner

    /// Creates the verifier of a platform.
    ///
    /// - Parameters:
    ///   - trust: The scheme and its parameters.
    ///   - secrets: One or more secrets: while one takes the place of another, both are good.
    ///   - names: The names that the platform goes by, where its header is named after it, or nil for the usual ones.
    /// - Throws: `SecretError` for the first secret that the scheme cannot use.
    public init(_ trust: Trust, secrets: [Secret], names: [String]? = nil) throws(SecretError) {
        guard !secrets.isEmpty else { throw SecretError(index: 0, problem: "expected a secret, found none") }
        let fewest = trust.scheme().fewestBytes
        for (index, secret) in secrets.enumerated() where secret.bytes.count < fewest {
            throw SecretError(index: index, problem: "expected \(fewest) bytes at least: fewer can be guessed")
        }
        try self.init(trust, trying: secrets, names: names)
    }

    /// Creates the verifier of a platform with secrets of any length, only to find out which one was used.
    init(_ trust: Trust, trying secrets: [Secret], names: [String]? = nil) throws(SecretError) {
        examiner = try Self.examiner(trust.scheme(names: names), secrets)
    }

    private static func examiner<Scheme: TrustScheme>(
        _ scheme: Scheme, _ secrets: [Secret]
    ) throws(SecretError) -> any Examiner {
        var keys: [Scheme.Key] = []
        for (index, secret) in secrets.enumerated() { keys.append(try scheme.key(of: secret, index: index)) }
        return PreparedScheme(scheme: scheme, keys: keys)
    }

    /// Creates the verifier of a platform that is taken at its word, because the deployment says so.
    public static let unsigned = Verifier(examiner: Unsigned())

    /// Whether it asks for no proof.
    public var isUnsigned: Bool { examiner is Unsigned }

    private init(examiner: any Examiner) {
        self.examiner = examiner
    }

    /// Examines a delivery: its raw bytes, and none of them decoded.
    ///
    /// - Parameters:
    ///   - delivery: The delivery as it came.
    ///   - segment: The part of its path behind the platform's name.
    ///   - now: The time of its arrival.
    ///   - extent: How much of it is there.
    /// - Returns: Whether it is good, and how that was found out; of a head alone, whether anything in it says otherwise.
    public func verify(
        _ delivery: Delivery, segment: String?, at now: Timestamp, extent: Extent = .whole
    ) -> Verdict {
        var verdict = Verdict()
        examiner.examine(delivery, extent, segment: segment, at: now, &verdict)
        return verdict
    }

    /// Returns HMAC-SHA256 of a text by one of the secrets, or nil if they are for something else.
    ///
    /// Use it only for texts that no signature covers: otherwise a sender could get the signature of an event.
    func code(of text: [UInt8], bySecret index: Int) -> [UInt8]? { examiner.code(of: text, bySecret: index) }

    /// How much of a delivery is there to be examined.
    public enum Extent: Sendable {
        /// The head, whose body is still to come.
        case head
        /// All of it.
        case whole
    }
}

/// Someone who examines deliveries, and has all that it takes.
private protocol Examiner: Sendable {
    func examine(
        _ delivery: Delivery, _ extent: Verifier.Extent, segment: String?, at now: Timestamp, _ verdict: inout Verdict)
    func code(of text: [UInt8], bySecret index: Int) -> [UInt8]?
}

/// A scheme with its keys.
private struct PreparedScheme<Scheme: TrustScheme>: Examiner {
    let scheme: Scheme
    let keys: [Scheme.Key]

    func examine(
        _ delivery: Delivery, _ extent: Verifier.Extent, segment: String?, at now: Timestamp, _ verdict: inout Verdict
    ) {
        scheme.examine(delivery, extent, segment: segment, by: keys, at: now, &verdict)
    }

    func code(of text: [UInt8], bySecret index: Int) -> [UInt8]? {
        keys.indices.contains(index) ? scheme.code(of: text, by: keys[index]) : nil
    }
}

/// No proof at all.
private struct Unsigned: Examiner {
    func examine(
        _ delivery: Delivery, _ extent: Verifier.Extent, segment: String?, at now: Timestamp, _ verdict: inout Verdict
    ) {
        guard extent == .whole else { return }
        verdict.accept("unsigned", "the deployment asks for no proof", secret: nil)
    }

    func code(of text: [UInt8], bySecret index: Int) -> [UInt8]? { nil }
}
