/// How much of everything the HTTP server takes, before it says no.
public struct HTTPLimits: Sendable, Equatable {
    /// The most bytes of a body.
    public var bodyBytes = 256 << 10
    /// The most bytes of a request line and the fields behind it.
    public var headBytes = 16 << 10
    /// The most seconds from a head's first byte, or a new connection, to the head's end.
    public var headSeconds = 10
    /// The most seconds from a head's end to the body's; and as many to write the answer.
    public var bodySeconds = 30
    /// The most seconds between two requests of one connection.
    public var idleSeconds = 60
    /// The most connections at a time; others wait to be accepted.
    public var connections = 1_024
    /// The most deliveries that are received or handled at a time; others are asked to come again.
    public var deliveriesInFlight = 256

    /// Creates the limits that hold where nothing else is said.
    public init() {}
}
