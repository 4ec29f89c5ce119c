/// An action with what places it in the world: its id, where it comes from, and of which event it was made.
public struct IdentifiedAction: Sendable {
    /// The id, a UUID in lower case: the same for the same event, however often and in whichever way it arrives.
    public let id: String
    /// The platform's origin, an absolute http(s) URL.
    public let source: String
    /// What happened.
    public let action: Action
    /// The event that it was made of.
    public let event: EventReference
    /// The learner's account name: the platform's id, else the SHA-256 (hex) of the e-mail address in lower case.
    public let partitionKey: String?

    /// Creates an identified action.
    public init(id: String, source: String, action: Action, event: EventReference, partitionKey: String?) {
        self.id = id
        self.source = source
        self.action = action
        self.event = event
        self.partitionKey = partitionKey
    }
}

/// Which event of which platform an action was made of.
public struct EventReference: Hashable, Sendable {
    /// The platform's name.
    public let platform: String
    /// The wire name of the event's type.
    public let type: String
    /// The event's own id, where its body has one.
    public let id: String?

    /// Creates a reference.
    public init(platform: String, type: String, id: String? = nil) {
        self.platform = platform
        self.type = type
        self.id = id
    }
}
