/// A learning platform: how it proves that a delivery is its own, and what it sends.
public struct Platform: Sendable {
    /// The name in functions, paths and variables: lower-case letters, as in "instruqt".
    public let name: String
    /// The origin that actions name as their source, unless the deployment sets its own: an absolute http(s) URL.
    public let source: String
    /// The method that it calls with.
    public let method: String
    /// How its deliveries are authenticated.
    public let trust: Trust
    /// The member of an event that holds what it says, where there is one: `details` name fields from there on.
    public let contents: String?
    /// The handlers of its event types, in the order of its documents.
    public let handlers: [any EventHandler]

    /// Creates a platform.
    ///
    /// - Precondition: No two handlers have one event type.
    public init(
        name: String, source: String, method: String = "POST", trust: Trust, contents: String? = nil,
        handlers: [any EventHandler]
    ) {
        precondition(Set(handlers.map(\.eventType)).count == handlers.count, "\(name) handles an event type twice")
        self.name = name
        self.source = source
        self.method = method
        self.trust = trust
        self.contents = contents
        self.handlers = handlers
    }
}
