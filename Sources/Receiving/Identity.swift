import Crypto
package import LearnHooks

extension Action {
    /// Gives the action its id: the UUIDv5 of what tells it from every other one.
    ///
    /// - Parameters:
    ///   - event: The event that it was made of.
    ///   - payload: The event as sent, whose digest stands in for a key of which nothing is there.
    ///   - source: The platform's origin.
    /// - Returns: The action with its id, and with where it comes from.
    package consuming func identified(of event: EventReference, in payload: JSONNode, source: String)
        -> IdentifiedAction
    {
        let id = UUIDv5.text(of: name(of: event, in: payload, source: source))
        let partitionKey = learner?.id ?? learner?.email.map { Digest.sha256($0.lowercased().utf8) }
        return IdentifiedAction(id: id, source: source, action: self, event: event, partitionKey: partitionKey)
    }

    /// The name that the id is made of: a compact JSON array of strings.
    private func name(of event: EventReference, in payload: JSONNode, source: String) -> [UInt8] {
        var name = JSONWriter()
        name.array { name in
            name.string(source)
            name.string(event.platform)
            name.string(kind.name)
            name.string(object.type.name)
            if let id = object.id { name.string(id) } else { name.value(.null) }
            // Only what has no fact at all is known by all that it says: a completion without one of them, say, would get another
            // id with each list.
            if !key.fields.isEmpty, key.fields.allSatisfy(\.isAbsent) {
                name.string(Digest.sha256((key.row ?? payload).value.canonicalForm))
            } else {
                for field in key.fields {
                    if field.isAbsent { name.value(.null) } else { name.string(field.fact) }
                }
            }
        }
        return name.bytes
    }
}

extension Action.Key.Field {
    /// Whether the event does not have it; an empty id tells nothing from anything.
    fileprivate var isAbsent: Bool {
        switch self {
        case .text(let text): text?.isEmpty ?? true
        case .number(let number): number == nil
        case .time(let time): time == nil
        case .digest(let value): value == nil
        }
    }

    /// The field as text, or empty if it is absent.
    fileprivate var fact: String {
        switch self {
        case .text(let text): text ?? ""
        case .number(let number): number?.shortest ?? ""
        case .time(let time): time?.shortest.description ?? ""
        case .digest(let value): value.map { Digest.sha256($0.canonicalForm) } ?? ""
        }
    }
}
