import Crypto
import LearnHooks

/// HMAC-SHA256 in a header, of the raw body or of a text that the body is a part of.
///
/// Falkor's page splits the header at `sha256=`, and takes the secret's characters as the key, though they look like hex.
/// Source: https://developer.docs.falkor.io/pathways/webhooks
struct BodySignature: TrustScheme {
    /// The header's name, in which `{name}` stands for the platform's.
    let header: String
    private let headers: [String]
    let prefix: String
    let encoding: SignatureEncoding
    let signed: SignedText

    /// The most signatures that are tried, each over the whole body.
    private static let mostSignatures = 11

    init(header: String, names: [String], prefix: String, encoding: SignatureEncoding, signed: SignedText) {
        self.header = header
        headers =
            header.contains("{name}") ? names.distinct.map { header.replacing("{name}", with: $0) } : [header]
        self.prefix = prefix
        self.encoding = encoding
        self.signed = signed
    }

    var isNamedAfterPlatform: Bool { header.contains("{name}") }
    var hasFreeTextSecrets: Bool { true }

    func key(of secret: Secret, index: Int) -> PreparedKey { PreparedKey(secret.bytes) }

    // MARK: Verifying

    /// Signatures, and what is signed around the body.
    struct Claim {
        let signatures: [[UInt8]]
        let before: [UInt8]
        let after: [UInt8]
    }

    func claim(
        of head: Delivery, segment: String?, by keys: [PreparedKey], at now: Timestamp, _ verdict: inout Verdict
    ) -> Claim? {
        guard let value = value(of: headers, in: head, &verdict) else { return nil }
        let fields = signed.isList ? value.fields : [value[...]]
        guard let timestamp = part(signed.timestamp, of: head, fields, &verdict),
            signed.timestamp == nil || SigningTime.isTimely(timestamp, within: signed.tolerance, of: now, &verdict),
            let id = part(signed.id, of: head, fields, &verdict)
        else { return nil }
        guard signed.id == nil || signed.canHold(id: id) else {
            verdict.refuse(
                "id", "the id is empty, or holds what stands around it, or a character that is not printable ASCII")
            return nil
        }
        var signatures: [[UInt8]] = []
        for field in fields where field.utf8.starts(with: prefix.utf8) {
            guard let signature = decode(Substring(field.utf8.dropFirst(prefix.utf8.count))) else { continue }
            signatures.append(signature)
            if signatures.count == Self.mostSignatures { break }
        }
        guard !signatures.isEmpty else {
            verdict.refuse("form", signed.isList ? "no signature is \(form)" : "the signature is not \(form)")
            return nil
        }
        verdict.pass("form", form)
        let (before, after) = signed.around(id: id, timestamp: timestamp)
        return Claim(signatures: signatures, before: before, after: after)
    }

    func examine(_ body: [UInt8], for claim: Claim, by keys: [PreparedKey], _ verdict: inout Verdict) {
        let match = keys.firstIndex { key in
            claim.signatures.contains { key.isValid($0, for: claim.before, body, claim.after) }
        }
        guard let match else {
            verdict.refuse("signature", "the signature is not by \(keys.count.secrets)")
            return
        }
        verdict.accept("signature", "it is by secret \(match + 1) of \(keys.count)", secret: match)
    }

    func code(of text: [UInt8], by key: PreparedKey) -> [UInt8]? { Array(key.code(of: [text])) }

    /// What stands at a place, or empty if there is none, and nil after it has refused the delivery.
    private func part(
        _ place: SignedText.Place?, of head: Delivery, _ fields: [Substring], _ verdict: inout Verdict
    ) -> String? {
        switch place {
        case nil: return ""
        case .header(let name): return value(of: [name], in: head, &verdict)
        case .field(let name):
            let values = fields.filter { $0.utf8.starts(with: "\(name)=".utf8) }
            guard values.count == 1 else {
                verdict.refuse("form", "\(name)= is there \(values.count) times, of once")
                return nil
            }
            return String(values[0].dropFirst(name.count + 1))
        }
    }

    /// What a signature looks like.
    private var form: String {
        (prefix.isEmpty ? "" : "\"\(prefix)\" and ") + "\(SHA256.byteCount) bytes in \(encoding)"
    }

    private func decode(_ text: Substring) -> [UInt8]? {
        let bytes: [UInt8]? =
            switch encoding {
            case .hex: Hex.bytes(of: text)
            case .base64: Base64(text)?.bytes
            }
        return bytes?.count == SHA256.byteCount ? bytes : nil
    }

    // MARK: Signing

    func sign(_ delivery: inout Delivery, by secret: Secret, id: String, at time: Timestamp) throws(SecretError) {
        guard signed.id == nil || signed.canHold(id: id) else {
            throw SecretError(index: 0, problem: "expected an id of printable ASCII, without what is signed around it")
        }
        let timestamp = "\(time.seconds)"
        let (before, after) = signed.around(id: id, timestamp: timestamp)
        let code = PreparedKey(secret.bytes).code(of: [before, delivery.body, after])
        var fields: [String] = []
        for (place, value) in [(signed.timestamp, timestamp), (signed.id, id)] {
            switch place {
            case nil: break
            case .header(let name): delivery.headers.append(.init(name.lowercased(), value))
            case .field(let name): fields.append("\(name)=\(value)")
            }
        }
        fields.append(prefix + (encoding == .hex ? Hex.text(of: code) : Base64.text(of: code)))
        let name = headers.first ?? header
        delivery.headers.append(.init(name.lowercased(), fields.joined(separator: ",")))
    }

    func messageID(of delivery: Delivery) -> String? {
        guard case .header(let name) = signed.id else { return nil }
        return delivery.headers(named: name).first
    }

    // MARK: Explaining

    var summary: String {
        let text = signed.parts == [.body] ? "the body" : "`\(signed.template)`"
        let value = (signed.isList ? "…," : "") + prefix + "…"
        let minutes = signed.timestamp == nil ? "" : ", \(signed.tolerance / 60) minutes either way"
        let name = header.replacing("{name}", with: "<name>")
        let place = value == "…" ? "`\(name)`" : "`\(name): \(value)`"
        return "HMAC-SHA256 of \(text), \(encoding), in \(place)\(minutes)"
    }

    func time(of delivery: Delivery) -> Timestamp? {
        let text: String?
        switch signed.timestamp {
        case nil: return nil
        case .header(let name): text = delivery.headers(named: name).first
        case .field(let name):
            text = headers.flatMap(delivery.headers(named:)).first?.fields
                .first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
        }
        return text.flatMap { SigningTime($0) }.flatMap { Timestamp(unixSeconds: $0.seconds) }
    }

    func causes(ofFailed check: String, in delivery: Delivery, from platform: String) -> [String] {
        if check == "header", let name = otherName(in: delivery) {
            return ["the platform goes by another name: \(platform.uppercased())_PLATFORM_NAMES=\(name)"]
        }
        return switch check {
        case "form": ["it was signed in another way than this platform's: another prefix, digest or encoding"]
        case "signature": [LikelyCause.anotherBody, LikelyCause.anotherSecret]
        default: causes(ofFailedHeader: check) ?? SigningTime.causes(ofFailed: check) ?? []
        }
    }

    /// The name in a header that is the platform's except for the name that it goes by.
    private func otherName(in delivery: Delivery) -> String? {
        let parts = header.lowercased().split(separator: "{name}", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let names = delivery.headers.map { $0.name.lowercased() }
            .filter { $0.hasPrefix(parts[0]) && $0.hasSuffix(parts[1]) && $0.utf8.count <= 64 }
        return names.first.map { String($0.dropFirst(parts[0].count).dropLast(parts[1].count)).printable }
    }
}

extension SignedText {
    /// The template that it was made of.
    fileprivate var template: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .timestamp: "timestamp"
            case .id: "id"
            case .body: "body"
            }
        }.joined()
    }

    /// What stands before the body, and what behind it.
    fileprivate func around(id: String, timestamp: String) -> (before: [UInt8], after: [UInt8]) {
        var (before, after) = ([UInt8](), [UInt8]())
        var isBehind = false
        for part in parts {
            let text: String
            switch part {
            case .text(let literal): text = literal
            case .timestamp: text = timestamp
            case .id: text = id
            case .body:
                isBehind = true
                continue
            }
            if isBehind { after.append(contentsOf: text.utf8) } else { before.append(contentsOf: text.utf8) }
        }
        return (before, after)
    }

    /// Whether an id can be told from the rest of what is signed.
    ///
    /// With a dot, "a.1" at time 2 would be the same text as "a" at time 1 with a body that begins with "2.".
    fileprivate func canHold(id: String) -> Bool {
        let literals = parts.flatMap { part -> [UInt8] in
            if case .text(let text) = part { Array(text.utf8) } else { [] }
        }
        return !id.isEmpty && id.utf8.allSatisfy { (0x21...0x7E).contains($0) && !literals.contains($0) }
    }
}

extension String {
    /// The fields of a list, without the blanks around them.
    fileprivate var fields: [Substring] {
        utf8.split(separator: UInt8(ascii: ",")).map { field in
            Substring(field).trimmingPrefix { $0 == " " }
        }
    }
}

extension [String] {
    /// The names without those that differ from an earlier one in case alone: as headers they are one.
    fileprivate var distinct: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0.lowercased()).inserted }
    }
}
