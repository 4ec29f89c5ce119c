import Crypto
import LearnHooks

extension Action {
    /// Gives the action its id: the UUIDv5 of what tells it from every other one.
    ///
    /// - Parameters:
    ///   - event: The event that it was made of.
    ///   - payload: The event as sent, whose digest stands in for a key that has a field missing.
    ///   - source: The platform's origin.
    /// - Returns: The action with its id, and with where it comes from.
    func identified(of event: EventReference, in payload: JSONNode, source: String) -> IdentifiedAction {
        IdentifiedAction(
            id: UUIDv5.text(of: name(of: event, in: payload, source: source)),
            source: source,
            action: self,
            event: event,
            partitionKey: learner.flatMap { $0.id ?? $0.email.map { Digest.sha256($0.lowercased().utf8) } })
    }

    /// The name that the id is made of: a compact JSON array of strings.
    private func name(of event: EventReference, in payload: JSONNode, source: String) -> [UInt8] {
        var name = JSONWriter()
        name.array { name in
            name.string(source)
            name.string(event.platform)
            name.string(kind.name)
            name.string(object.type)
            if let id = object.id { name.string(id) } else { name.value(.null) }
            if let facts = key.facts {
                for fact in facts { name.string(fact) }
            } else {
                name.string(Digest.sha256((key.row ?? payload).value.canonicalForm))
            }
        }
        return name.bytes
    }
}

extension Action.Key {
    /// The fields as text, or nil where one is absent.
    fileprivate var facts: [String]? {
        var facts: [String] = []
        facts.reserveCapacity(fields.count)
        for field in fields {
            guard let fact = field.fact else { return nil }
            facts.append(fact)
        }
        return facts
    }
}

extension Action.Key.Field {
    fileprivate var fact: String? {
        switch self {
        case .text(let text): text
        case .number(let number): number?.shortest
        case .time(let time): time?.shortest.description
        case .digest(let value): value.map { Digest.sha256($0.canonicalForm) }
        }
    }
}

/// Digests as text.
enum Digest {
    /// The SHA-256 of some bytes, in lower-case hex.
    static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: SHA256.hash(data: Array(bytes)).flatMap(hexDigits), as: UTF8.self)
    }

    static func hexDigits(_ byte: UInt8) -> [UInt8] {
        [byte >> 4, byte & 15].map { $0 < 10 ? UInt8(ascii: "0") + $0 : UInt8(ascii: "a") + $0 - 10 }
    }
}

/// Ids made of names, as RFC 9562 section 5.5 has them.
enum UUIDv5 {
    /// The namespace of LearnHooks: 6f55bb74-9252-5721-a8d2-1bdf412a76a6.
    private static let namespace: [UInt8] = [
        0x6F, 0x55, 0xBB, 0x74, 0x92, 0x52, 0x57, 0x21, 0xA8, 0xD2, 0x1B, 0xDF, 0x41, 0x2A, 0x76, 0xA6,
    ]

    /// The id of a name, in lower case.
    static func text(of name: [UInt8]) -> String {
        var hash = Insecure.SHA1()
        hash.update(data: namespace)
        hash.update(data: name)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in hash.finalize().prefix(16).enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            let marked =
                switch index {
                case 6: byte & 0x0F | 0x50
                case 8: byte & 0x3F | 0x80
                default: byte
                }
            text.append(contentsOf: Digest.hexDigits(marked))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
