/// Where an event states its type.
public enum EventTypePlace: Sendable, Hashable {
    /// A member, or one inside others: the way to it from the outermost value on.
    case path([String])
    /// Several members of the event, put together: `resource` and `action` as `enrollment.created`.
    case joined([String], by: String)
    /// A header, and where the event has it a member behind a dot: `X-GitHub-Event` and `action` as `issues.opened`.
    ///
    /// The body alone does not state the type. If the signature does not cover the header, a captured
    /// delivery can be given another type.
    case header(String, then: String? = nil)

    /// The member `type`, which most platforms have.
    public static let type = EventTypePlace.path(["type"])
}
