/// An action with its id, its source, and the event that it was made of.
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
    public init(id: String, source: String, action: consuming Action, event: EventReference, partitionKey: String?) {
        self.id = id
        self.source = source
        self.action = action
        self.event = event
        self.partitionKey = partitionKey
    }
}
