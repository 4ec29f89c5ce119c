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
