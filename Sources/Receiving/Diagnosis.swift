public import LearnHooks

/// Finds out why an honest delivery is refused, by trying what commonly goes wrong on its way.
///
/// For a person who looks at a recorded delivery, never for an answer to a sender.
public struct Diagnosis: Sendable {
    private let platforms: [Platform]
    private let secrets: [String: [Secret]]
    private let names: [String: [String]]

    /// Creates a diagnosis.
    ///
    /// - Parameters:
    ///   - platforms: The platforms that are known.
    ///   - secrets: Their secrets, by their names.
    ///   - names: The names that platforms go by whose header is named after them, where they are not the usual ones.
    public init(platforms: [Platform], secrets: [String: [Secret]], names: [String: [String]] = [:]) {
        self.platforms = platforms
        self.secrets = secrets
        self.names = names
    }

    /// Returns the causes that were found, or else those that are likely, or none for a delivery that is good.
    public func causes(of reception: Reception, of delivery: Delivery) -> [String] {
        guard case .refused(let refusal) = reception.receipt else { return [] }
        switch refusal.reason {
        case .malformed, .handshake, .fault: return []
        case .noSuchPlatform:
            let paths = platforms.map { "/\($0.name)" }.joined(separator: ", ")
            let inPath = platforms.filter(\.trust.isInPath).map { "\($0.title)'s" }
            let segments = inPath.isEmpty ? "" : " (with a secret behind \(inPath.joined(separator: " and ")))"
            return [
                "no platform has this path: expected \(paths)\(segments), and a secret of the platform here"
            ]
        case .wrongMethod(let expected):
            return [
                "the platform calls with \(expected): a proxy, a redirect or a test made it \(delivery.method.printable)"
            ]
        case .notAuthentic:
            guard let platform = reception.platform else { return [] }
            let failed = reception.verdict?.checks.last?.name ?? ""
            let found = causesFound(of: delivery, to: platform, failed: failed)
            guard found.isEmpty else { return found }
            return platform.trust.scheme().causes(ofFailed: failed, in: delivery, from: platform.name)
        }
    }

    // MARK: What can be found out

    private func causesFound(of delivery: Delivery, to platform: Platform, failed check: String) -> [String] {
        let own = secrets[platform.name] ?? []
        if check == "age", isGood(delivery, platform, own) {
            return [
                "the signature is good: the clocks are apart, or this is an old recording (--now judges it as of then)"
            ]
        }
        for (form, body) in BodyForms.all(of: delivery.body) {
            var other = delivery
            other.body = body
            if isGood(other, platform, own) {
                return ["the body is not what was signed, but the same \(form): something read it and wrote it anew"]
            }
        }
        for secret in own {
            for (form, variant) in secret.misreadings where isGood(delivery, platform, [variant]) {
                return ["it was signed with the secret \(form)"]
            }
        }
        for other in platforms where other.name != platform.name {
            if isGood(delivery, platform, secrets[other.name] ?? []) {
                return ["it was signed with the secret of \(other.name)"]
            }
            if !other.trust.isInPath, isGood(delivery, other, secrets[other.name] ?? []) {
                return ["it is a delivery of \(other.name), sent to the URL of \(platform.name)"]
            }
        }
        return []
    }

    /// Whether a delivery would be good at the time that it says itself.
    private func isGood(_ delivery: Delivery, _ platform: Platform, _ secrets: [Secret]) -> Bool {
        let segment = Route(path: delivery.path, among: [platform])?.segment
        let time = platform.trust.scheme().time(of: delivery) ?? .epoch
        // Of secrets that the scheme cannot use, none is the right one.
        return secrets.contains { secret in
            let verifier = try? Verifier(platform.trust, trying: [secret], names: names[platform.name])
            return verifier?.verify(delivery, segment: segment, at: time).isAuthentic ?? false
        }
    }
}

extension Secret {
    /// The same secret as it is commonly misread.
    fileprivate var misreadings: [(String, Secret)] {
        guard let text else { return [] }
        var readings: [(String, Secret)] = [("and a newline behind it", Secret(text + "\n"))]
        if let bytes = Hex.bytes(of: text) {
            readings.append(("decoded as hex, where its characters are the key", Secret(bytes)))
        }
        if let bytes = Base64(text)?.bytes {
            readings.append(("decoded as base64, where its characters are the key", Secret(bytes)))
        }
        // What takes a key as base64 of its bytes is given base64 of the characters, to take them as they are.
        for (part, rest) in [("", text), (" behind whsec_", text.replacing("whsec_", with: ""))] {
            readings.append(
                (
                    "taken as characters\(part), where they are base64 of the key",
                    Secret("whsec_" + Base64.text(of: rest.utf8))
                ))
        }
        return readings
    }
}
