public import LearnHooks

/// Decides whether deliveries are a platform's own: its scheme, with this deployment's secrets.
public struct Verifier: Sendable {
    private let scheme: any TrustScheme

    /// Creates the verifier of a platform.
    ///
    /// - Parameters:
    ///   - trust: The scheme and its parameters.
    ///   - secrets: One or more secrets: while one takes the place of another, both are good.
    ///   - names: The names that the platform goes by, where its header is named after it; nil for the usual ones.
    /// - Throws: `SecretError` for the first secret that the scheme cannot use.
    public init(_ trust: Trust, secrets: [Secret], names: [String]? = nil) throws(SecretError) {
        guard !secrets.isEmpty else { throw SecretError(index: 0, problem: "expected a secret, found none") }
        for (index, secret) in secrets.enumerated() where secret.bytes.isEmpty {
            throw SecretError(index: index, problem: "expected a secret, found an empty one")
        }
        scheme =
            switch trust {
            case .hmacSHA256(let header, let usual, let prefix, let encoding):
                BodySignature(
                    headers: header.contains("{name}")
                        ? (names ?? usual).distinct.map { header.replacing("{name}", with: $0) } : [header],
                    prefix: prefix, encoding: encoding, secrets: secrets)
            case .token(let header): HeaderToken(header: header, secrets: secrets)
            case .standardWebhooks(let prefixes): try StandardWebhooks(headerPrefixes: prefixes, secrets: secrets)
            case .urlSegment: try PathSegment(secrets: secrets)
            }
    }

    /// Creates the verifier of a platform that is taken at its word, because the deployment says so.
    public static let unsigned = Verifier(scheme: Unsigned())

    /// Whether it asks for no proof.
    public var isUnsigned: Bool { scheme is Unsigned }

    private init(scheme: any TrustScheme) {
        self.scheme = scheme
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
        scheme.examine(delivery, extent, segment: segment, at: now, &verdict)
        return verdict
    }

    /// How much of a delivery is there to be examined.
    public enum Extent: Sendable {
        /// The head, whose body is still to come.
        case head
        /// All of it.
        case whole
    }
}

/// A way in which platforms prove that a delivery is their own.
protocol TrustScheme: Sendable {
    /// What a head says that nothing in it refutes, for the body to bear out.
    associatedtype Claim

    /// Examines what the head of a delivery says; nil after it has refused the delivery.
    func claim(of head: Delivery, segment: String?, at now: Timestamp, _ verdict: inout Verdict) -> Claim?

    /// Examines whether the body bears the claim out, and ends the verdict one way or the other.
    func examine(_ body: [UInt8], by claim: Claim, _ verdict: inout Verdict)
}

extension TrustScheme {
    /// Examines a delivery as far as it is there.
    func examine(
        _ delivery: Delivery, _ extent: Verifier.Extent, segment: String?, at now: Timestamp, _ verdict: inout Verdict
    ) {
        guard let claim = claim(of: delivery, segment: segment, at: now, &verdict), extent == .whole else { return }
        examine(delivery.body, by: claim, &verdict)
    }

    /// The one value of a header that must be there once; nil after it has refused the delivery.
    func value(of names: [String], in delivery: Delivery, _ verdict: inout Verdict) -> String? {
        value(names.flatMap(delivery.headers(named:)), of: names, &verdict)
    }

    /// The one value of those that a header has; nil after it has refused the delivery.
    func value(_ values: [String], of names: [String], _ verdict: inout Verdict) -> String? {
        // In words only where they are said: most headers are as they should be, and nobody asks.
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
}

/// The most bytes of a header that are looked at, which is far above what any platform sends.
private let longestHeader = 8 << 10

/// No proof at all.
private struct Unsigned: TrustScheme {
    func claim(of head: Delivery, segment: String?, at now: Timestamp, _ verdict: inout Verdict) -> Void? { () }

    func examine(_ body: [UInt8], by claim: Void, _ verdict: inout Verdict) {
        verdict.accept("unsigned", "the deployment asks for no proof", secret: nil)
    }
}

extension [String] {
    /// The names without those that differ from an earlier one in case alone: as headers they are one.
    fileprivate var distinct: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0.lowercased()).inserted }
    }
}
