/// The outcome of a delivery or an event.
public enum Receipt: Sendable {
    /// It was handled: its actions, and the errors of rows that are kept as `event.unmapped` and of optional fields
    /// that could not be read.
    case handled([IdentifiedAction], problems: [JSONError])
    /// It is of a type that the platform's handlers do not know, and is kept as `event.unmapped`; what was wrong with fields that
    /// nobody needs.
    indirect case unmapped(IdentifiedAction, problems: [JSONError])
    /// It is of another type than the one that this function handles; nothing is made of it.
    case passedOver(EventReference)
    /// It asked for an answer, and brought no event; the type that it states, where it states one.
    case answered(Handshake.Answer, EventReference?)
    /// It was refused.
    case refused(Refusal)

    /// The actions that came of it.
    public var actions: [IdentifiedAction] {
        switch self {
        case .handled(let actions, _): actions
        case .unmapped(let action, _): [action]
        case .passedOver, .answered, .refused: []
        }
    }

    /// The errors that did not stop the event from being handled.
    public var problems: [JSONError] {
        switch self {
        case .handled(_, let problems), .unmapped(_, let problems): problems
        case .passedOver, .answered, .refused: []
        }
    }

    /// Returns the receipt of what was kept with more that was wrong, and cost nothing but itself.
    public consuming func adding(_ more: [JSONError]) -> Receipt {
        guard !more.isEmpty else { return self }
        return switch self {
        case .handled(let actions, let problems): .handled(actions, problems: more + problems)
        case .unmapped(let action, let problems): .unmapped(action, problems: more + problems)
        case .passedOver, .answered, .refused: self
        }
    }

    /// Returns the receipt with its errors changed: to say where they are in a larger text.
    public consuming func mappingErrors(_ change: (JSONError) -> JSONError) -> Receipt {
        switch self {
        case .handled(let actions, let problems) where !problems.isEmpty:
            return .handled(actions, problems: problems.map(change))
        case .unmapped(let action, let problems) where !problems.isEmpty:
            return .unmapped(action, problems: problems.map(change))
        case .refused(var refusal):
            guard case .malformed(let error) = refusal.reason else { return self }
            refusal.reason = .malformed(change(error))
            return .refused(refusal)
        case .handled, .unmapped, .passedOver, .answered:
            return self
        }
    }
}
