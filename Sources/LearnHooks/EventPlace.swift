/// Where the events of a delivery are in its body.
public enum EventPlace: Sendable, Hashable {
    /// The body is one event.
    case body
    /// The body is a list of events.
    case list
    /// A member of the body is a list of events; a body without it is one event.
    case member(String)
}
