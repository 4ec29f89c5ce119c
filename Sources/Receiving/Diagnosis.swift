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

    /// Returns the causes that were found, or else those that are likely; none for a delivery that is good.
    public func causes(of reception: Reception, of delivery: Delivery) -> [String] {
        guard case .refused(let refusal) = reception.receipt else { return [] }
        switch refusal.reason {
        case .malformed, .fault: return []
        case .noSuchPlatform:
            let paths = platforms.map { "/\($0.name)" }.joined(separator: ", ")
            return [
                "the path is none of \(paths) (with a secret behind Konstantly's), or the platform has no secret here"
            ]
        case .wrongMethod(let expected):
            return [
                "the platform calls with \(expected): a proxy, a redirect or a test made it \(delivery.method.printable)"
            ]
        case .notAuthentic:
            guard let platform = reception.platform else { return [] }
            let failed = reception.verdict?.checks.last?.name ?? ""
            let found = causesFound(of: delivery, to: platform, failed: failed)
            return found.isEmpty ? likelyCauses(platform, of: delivery, failed: failed) : found
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
            if other.trust != .urlSegment, isGood(delivery, other, secrets[other.name] ?? []) {
                return ["it is a delivery of \(other.name), sent to the URL of \(platform.name)"]
            }
        }
        return []
    }

    /// Whether a delivery would be good at the time that it says itself.
    private func isGood(_ delivery: Delivery, _ platform: Platform, _ secrets: [Secret]) -> Bool {
        let segment = Route(path: delivery.path, among: [platform])?.segment
        let time = ownTime(of: delivery, platform.trust)
        // Of secrets that the scheme cannot use, none is the right one.
        return secrets.contains { secret in
            let verifier = try? Verifier(platform.trust, trying: [secret], names: names[platform.name])
            return verifier?.verify(delivery, segment: segment, at: time).isAuthentic ?? false
        }
    }

    private func ownTime(of delivery: Delivery, _ trust: Trust) -> Timestamp {
        guard case .standardWebhooks(let prefixes) = trust,
            let text = prefixes.lazy.compactMap({ delivery.headers(named: $0 + "timestamp").first }).first,
            let seconds = Int64(text), let time = Timestamp(unixSeconds: seconds)
        else { return .epoch }
        return time
    }

    // MARK: What is likely

    private func likelyCauses(_ platform: Platform, of delivery: Delivery, failed check: String) -> [String] {
        let anotherSecret =
            "the secret is another one: of another endpoint, or replaced since (several can be set at once)"
        let anotherBody =
            "the body was changed on its way, be it by one byte: read and written anew, decompressed, re-encoded"
        switch check {
        case "header":
            if let name = otherName(of: delivery, platform.trust) {
                return ["the platform goes by another name: \(platform.name.uppercased())_PLATFORM_NAMES=\(name)"]
            }
            return ["a proxy dropped or renamed the header", "the request is not the platform's at all"]
        case "repeat", "length":
            return ["a proxy added to the header, or someone tries it out"]
        case "timestamp":
            return ["the timestamp is not in whole seconds, as the sender's must be"]
        case "age":
            return ["it is an old recording, and besides its signature is not good:", anotherBody, anotherSecret]
        case "form":
            return ["it was signed in another way than this platform's: another prefix, digest or encoding"]
        case "signatures":
            return ["the secret is for another version of signatures: whsec_ is for v1, whpk_ for v1a"]
        case "signature":
            return [anotherBody, anotherSecret]
        case "token":
            return ["the token is another one: each webhook has the one that it was created with"]
        case "path":
            return ["the URL that the platform was given ends in another secret, or in none"]
        default:
            return []
        }
    }

    /// The name in a header that is the platform's but for the name that it goes by.
    private func otherName(of delivery: Delivery, _ trust: Trust) -> String? {
        guard case .hmacSHA256(let header, _, _, _) = trust else { return nil }
        let parts = header.lowercased().split(separator: "{name}", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let names = delivery.headers.map { $0.name.lowercased() }
            .filter { $0.hasPrefix(parts[0]) && $0.hasSuffix(parts[1]) && $0.utf8.count <= 64 }
        return names.first.map { String($0.dropFirst(parts[0].count).dropLast(parts[1].count)).printable }
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
