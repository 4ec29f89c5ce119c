/// A type that turns one event type of one platform into actions.
///
/// A handler is pure: what it returns depends on the event alone. It has no clock, environment, network or randomness,
/// and imports nothing but `LearnHooks`.
///
///     struct CourseStarted: EventHandler {
///         static let eventType = "COURSE_STARTED"
///         static let kinds: [Action.Kind] = [.activityStarted]
///
///         func actions(for event: CourseEvent) -> [Action] {
///             [Action(.activityStarted, learner: event.learner, object: event.course, key: [.text(event.id)])]
///         }
///     }
public protocol EventHandler: Sendable {
    /// The payload, as the platform sends it.
    associatedtype Event: JSONReadable & Sendable
    /// The wire name of the event type: "track.completed", "Course/Finished".
    static var eventType: String { get }
    /// The kinds of actions that the event can become: for `learnhooks list`, and to decide what to subscribe to.
    static var kinds: [Action.Kind] { get }
    /// Returns what the event means.
    ///
    /// - Throws: `JSONError` if the payload's parts do not fit together.
    func actions(for event: Event) throws -> [Action]
    /// Returns what an event means, as the text that was sent has it: no handler has to say how.
    ///
    /// - Throws: `JSONError` if the payload has another shape than the platform documents.
    func actions(reading payload: JSONNode) throws -> [Action]
    /// Returns what an event means, as the text that was sent has it, with what the delivery says beside it.
    ///
    /// - Throws: `JSONError` if the payload has another shape than the platform documents.
    func actions(reading payload: JSONNode, of delivery: DeliveryFacts) throws -> [Action]
}

extension EventHandler {
    /// The wire name of the handler's event type.
    public var eventType: String { Self.eventType }
    /// What the handler's event can become.
    public var kinds: [Action.Kind] { Self.kinds }

    // A part of each handler's module, where the payload's type is known, and so specialized for it.
    /// Returns what the payload means, once it is read.
    ///
    /// - Throws: `JSONError` if the payload has another shape than the platform documents.
    @inlinable
    public func actions(reading payload: JSONNode) throws -> [Action] {
        try actions(for: payload.read(Event.self))
    }

    /// Returns what the payload means, whatever the delivery says beside it.
    ///
    /// - Throws: `JSONError` if the payload has another shape than the platform documents.
    @inlinable
    public func actions(reading payload: JSONNode, of delivery: DeliveryFacts) throws -> [Action] {
        try actions(for: payload.read(Event.self))
    }
}
