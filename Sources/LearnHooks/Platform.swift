/// A learning platform: how it proves that a delivery is its own, what it sends, and what its documents show.
///
/// A class of constants: each delivery and each event is handed its platform, which as a structure is twenty references to copy.
public final class Platform: Sendable {
    /// The name in functions, paths and variables: lower-case letters, as in "instruqt".
    public let name: String
    /// The name for people, which is also that of its folder: "Instruqt".
    public let title: String
    /// The origin that actions name as their source, unless the deployment sets its own: an absolute http(s) URL.
    public let source: String
    /// The method that it calls with.
    public let method: String
    /// How its deliveries are authenticated.
    public let trust: Trust
    /// Where the events are in a body.
    public let events: EventPlace
    /// Where an event says of which type it is.
    public let type: EventTypePlace
    /// The headers in which a delivery says of its event what the body does not.
    public let facts: DeliveryFacts.Headers
    /// The handshakes that it makes with an endpoint.
    public let handshakes: [Handshake]
    /// The member of an event that holds what it says, where there is one: `details` name fields from there on.
    public let contents: String?
    /// The types of object that only this platform has.
    public let objectTypes: [Action.ObjectType]
    /// What its documents show, or nil for a platform that is in no catalog.
    public let documents: Documents?
    /// What a simulated learner does there, or nil to simulate with samples only.
    public let journey: Journey?
    /// The handlers of its event types, in the order of its documents.
    public let handlers: [any EventHandler]

    /// Creates a platform.
    ///
    /// - Precondition: No two handlers have one event type, and what a handshake asks to be signed is signed by an HMAC's key.
    public init(
        name: String, title: String? = nil, source: String, method: String = "POST", trust: Trust,
        events: EventPlace = .body, type: EventTypePlace = .type, facts: DeliveryFacts.Headers = .init(),
        handshakes: [Handshake] = [], contents: String? = nil, objectTypes: [Action.ObjectType] = [],
        documents: Documents? = nil, journey: Journey? = nil, handlers: [any EventHandler]
    ) {
        precondition(Set(handlers.map(\.eventType)).count == handlers.count, "\(name) handles an event type twice")
        for case .signMember in handshakes {
            guard case .hmacSHA256 = trust else { preconditionFailure("\(name): a handshake needs the key of an HMAC") }
        }
        self.name = name
        self.title = title ?? name.prefix(1).uppercased() + name.dropFirst()
        self.source = source
        self.method = method
        self.trust = trust
        self.events = events
        self.type = type
        self.facts = facts
        self.handshakes = handshakes
        self.contents = contents
        self.objectTypes = objectTypes
        self.documents = documents
        self.journey = journey
        self.handlers = handlers
    }
}
