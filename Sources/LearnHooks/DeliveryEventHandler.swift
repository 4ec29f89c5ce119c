/// A handler that needs facts of a delivery that its body does not hold.
public protocol DeliveryEventHandler: EventHandler {
    /// Returns what the event means.
    ///
    /// - Throws: `JSONError` if the payload's parts do not fit together.
    func actions(for event: Event, of delivery: DeliveryFacts) throws -> [Action]
}

extension DeliveryEventHandler {
    /// Returns what the event means where there is its body alone.
    ///
    /// - Throws: `JSONError` if the payload's parts do not fit together.
    public func actions(for event: Event) throws -> [Action] {
        try actions(for: event, of: .none)
    }

    /// Returns what the payload means, once it is read.
    ///
    /// - Throws: `JSONError` if the payload has another shape than the platform documents.
    @inlinable
    public func actions(reading payload: JSONNode, of delivery: DeliveryFacts) throws -> [Action] {
        try actions(for: payload.read(Event.self), of: delivery)
    }
}
