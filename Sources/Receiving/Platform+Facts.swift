public import LearnHooks

extension Platform {
    /// Returns what a delivery of the platform says of its event beside the body.
    ///
    /// A header that is there twice says nothing: which of two would count is a question that a forger may answer.
    public func facts(of delivery: Delivery) -> DeliveryFacts {
        var typeHeader: String?
        if case .header(let name, _) = type { typeHeader = name }
        guard typeHeader != nil || facts != .init() else { return .none }
        func value(_ name: String?) -> String? {
            guard let values = name.map({ delivery.headers(named: $0) }), values.count == 1 else { return nil }
            return values[0]
        }
        let time = value(facts.time).flatMap { text in
            Timestamp(text) ?? SigningTime(text).flatMap { Timestamp(unixSeconds: $0.seconds) }
        }
        return DeliveryFacts(id: value(facts.id), time: time, type: value(typeHeader))
    }

    /// Returns the type of the event that a delivery brings, or nil if it states none, and where it brings several.
    public func eventType(of delivery: Delivery) -> String? {
        guard let root = try? JSONDocument(parsing: delivery.body).root else { return nil }
        return eventType(of: root, facts(of: delivery))
    }

    /// Returns the type that an event states, or nil if it states none.
    public func eventType(of event: JSONNode, _ facts: DeliveryFacts = .none) -> String? {
        type.type(of: event, facts)?.text
    }
}
