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
        // An empty id tells nothing from anything.
        case .text(let text): text == "" ? nil : text
        case .number(let number): number?.shortest
        case .time(let time): time?.shortest.description
        case .digest(let value): value.map { Digest.sha256($0.canonicalForm) }
        }
    }
}

/// Digests as text.
public enum Digest: Sendable {
    /// Returns the SHA-256 of some bytes, in lower-case hex.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        Hex.text(of: SHA256.hash(data: Array(bytes)))
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
        var id = Array(hash.finalize().prefix(16))
        id[6] = id[6] & 0x0F | 0x50
        id[8] = id[8] & 0x3F | 0x80
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
        return groups.map { Hex.text(of: id[$0]) }.joined(separator: "-")
    }
}
