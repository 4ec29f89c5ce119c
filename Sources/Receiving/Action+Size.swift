import LearnHooks

extension [Action] {
    /// Whether the written actions have at most so many bytes.
    ///
    /// - Parameters:
    ///   - limit: The most bytes.
    ///   - payload: The event that they were made of: no action says more than the event does, so that those of few and small
    ///     events need not be counted.
    /// - Returns: Whether they have no more.
    func fit(_ limit: Int, madeOf payload: JSONNode) -> Bool {
        let (most, overflow) = count.multipliedReportingOverflow(by: Action.frame + payload.bytes.count)
        if !overflow, most <= limit { return true }
        var rest = limit
        for action in self {
            rest -= action.size
            if rest < 0 { return false }
        }
        return true
    }
}

extension Action {
    /// The bytes of an action that says nothing, and more: names of members, ids, times.
    fileprivate static let frame = 1 << 10

    /// The bytes that the action has at least, once it is written.
    fileprivate var size: Int {
        let texts = [
            learner?.id, learner?.name, learner?.email, object.id, object.name, object.slug, object.platformType,
            object.parent?.id, object.parent?.name, object.parent?.slug, object.parent?.platformType, result?.response,
        ]
        return texts.reduce(Self.frame) { $0 + ($1?.utf8.count ?? 0) } + (details?.size ?? 0) + (payload?.size ?? 0)
    }
}

extension JSONValue {
    /// The bytes that the value has at least, once it is written.
    ///
    /// Recursion is as deep as the value, which the reader keeps to 32.
    fileprivate var size: Int {
        switch self {
        case .null, .boolean: 4
        case .number(let number): number.text.utf8.count
        case .string(let text): text.utf8.count + 2
        case .array(let elements): elements.reduce(2) { $0 + $1.size + 1 }
        case .object(let members): members.reduce(2) { $0 + $1.key.utf8.count + $1.value.size + 4 }
        }
    }
}
