import LearnHooks

extension Receiver {
    /// Returns the events of a body that is a list of them, and the platform that sends them, or nil for one event.
    ///
    /// Where no platform is named, that is the first whose lists stand so, and which knows the first event's type.
    func list(in payload: JSONNode, from platform: Platform?) -> (events: JSONNode, platform: Platform)? {
        if let platform { return platform.events.list(in: payload).map { ($0, platform) } }
        for platform in listing {
            guard let events = platform.events.list(in: payload),
                let first = events.elements.first(where: { _ in true }),
                let type = platform.eventType(of: first),
                platform.handlers.contains(where: { $0.eventType == type })
            else { continue }
            return (events, platform)
        }
        return nil
    }

    /// Makes one receipt of a list of events, each of which is handled for itself: a bad one becomes `event.unmapped`, alone.
    func receive(list events: JSONNode, from platform: Platform, of facts: DeliveryFacts) -> Receipt {
        var (actions, problems, passed): ([IdentifiedAction], [JSONError], EventReference?) = ([], [], nil)
        var isPassedOver = true
        for event in events.elements {
            let receipt = receive(event: event, from: platform, of: facts)
            switch receipt {
            case .passedOver(let reference):
                passed = reference
                continue
            case .handled(_, let more): problems += more
            case .unmapped, .answered: break
            case .refused(let refusal):
                guard case .malformed(let error) = refusal.reason else { return receipt }
                problems.append(error)
                if target.eventType != nil { break }
                let reference = EventReference(
                    platform: platform.name, type: platform.eventType(of: event, facts) ?? "")
                let action = Action.unmapped(event.value, of: platform.name, problem: error)
                actions.append(action.identified(of: reference, in: event, source: source(of: platform)))
            }
            isPassedOver = false
            actions += receipt.actions
        }
        if isPassedOver, let passed { return .passedOver(passed) }
        return .handled(actions, problems: problems)
    }
}

extension EventPlace {
    /// The list of events in a body, or nil if the body is one event.
    fileprivate func list(in body: JSONNode) -> JSONNode? {
        switch self {
        case .body: nil
        case .list: body.kind == .array ? body : nil
        case .member(let key): body[key].flatMap { $0.kind == .array ? $0 : nil }
        }
    }
}
