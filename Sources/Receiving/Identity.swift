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
