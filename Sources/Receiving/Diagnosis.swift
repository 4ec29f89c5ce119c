public import LearnHooks

/// Finds out why an honest delivery is refused, by trying what commonly goes wrong on its way.
///
/// For a person who looks at a recorded delivery, never for an answer to a sender.
public struct Diagnosis: Sendable {
    private let platforms: [Platform]
    private let secrets: [String: [Secret]]
    private let names: [String]?

    /// Creates a diagnosis.
    ///
    /// - Parameters:
    ///   - platforms: The platforms that are known.
    ///   - secrets: Their secrets, by their names.
    ///   - names: The names that a platform goes by whose header is named after it; nil for the usual ones.
    public init(platforms: [Platform], secrets: [String: [Secret]], names: [String]? = nil) {
        self.platforms = platforms
        self.secrets = secrets
        self.names = names
    }

    /// Returns the causes that were found, or else those that are likely; none for a delivery that is good.
    public func causes(of reception: Reception, of delivery: Delivery) -> [String] {
        guard case .refused(let refusal) = reception.receipt else { return [] }
        switch refusal.reason {
        case .malformed, .fault: return []
        case .noSuchPlatform:
            return [
                "the path begins with the platform's name: \(platforms.map { "/\($0.name)" }.joined(separator: ", "))"
            ]
        case .wrongMethod(let expected):
            return [
                "the platform calls with \(expected): a proxy, a redirect or a test made it \(delivery.method.printable)"
            ]
        case .notAuthentic:
            guard let platform = reception.platform else { return [] }
            let found = causesFound(of: delivery, to: platform)
            let failed = reception.verdict?.checks.last?.name
            return found.isEmpty ? likelyCauses(platform.trust, failed: failed ?? "") : found
        }
    }

    // MARK: What can be found out

    private func causesFound(of delivery: Delivery, to platform: Platform) -> [String] {
        let own = secrets[platform.name] ?? []
        if isGood(delivery, platform, own) {
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
            if secrets[other.name].map({ isGood(delivery, other, $0) }) == true {
                return ["it is a delivery of \(other.name), sent to the URL of \(platform.name)"]
            }
        }
        return []
    }

    /// Whether a delivery would be good at the time that it says itself.
    private func isGood(_ delivery: Delivery, _ platform: Platform, _ secrets: [Secret]) -> Bool {
        // Of secrets that the scheme cannot use, none is the right one.
        secrets.contains { secret in
            guard let verifier = try? Verifier(platform.trust, secrets: [secret], names: names) else { return false }
            let segment = delivery.path.split(separator: "/").last.map(String.init)
            return verifier.verify(delivery, segment: segment, at: ownTime(of: delivery, platform.trust)).isAuthentic
        }
    }

    private func ownTime(of delivery: Delivery, _ trust: Trust) -> Timestamp {
        guard case .standardWebhooks(let prefixes) = trust,
            let text = prefixes.lazy.compactMap({ delivery.headers(named: $0 + "timestamp").first }).first,
            let seconds = Int64(text), let time = Timestamp(unixSeconds: seconds)
        else { return Timestamp.epoch }
        return time
    }

    // MARK: What is likely

    private func likelyCauses(_ trust: Trust, failed check: String) -> [String] {
        switch (check, trust) {
        case ("header", _):
            ["a proxy dropped or renamed the header", "the request is not the platform's at all"]
        case ("timestamp", _):
            ["the clocks are apart, or this is an old recording (--now judges it as of then)"]
        case ("signature", _), ("signatures", _), ("form", _):
            [
                "the body was changed on its way, be it by one byte: read and written anew, decompressed, re-encoded",
                "the secret is another one: of another endpoint, or replaced since (several can be set at once)",
            ]
        case (_, .token):
            ["the token is another one: each webhook has the one that it was created with"]
        case (_, .urlSegment):
            ["the URL that the platform was given ends in another secret, or in none"]
        default:
            []
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
        let base64 = Base64.text(of: text.utf8)
        readings.append(("taken as characters, where they are base64 of the key", Secret(base64)))
        if text.hasPrefix("whsec_") {
            let rest = Base64.text(of: text.dropFirst(6).utf8)
            readings.append(("taken as characters behind whsec_, where they are base64 of the key", Secret(rest)))
        }
        return readings
    }
}
