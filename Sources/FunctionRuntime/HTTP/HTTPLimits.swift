/// How much of everything the HTTP server takes, before it says no.
public struct HTTPLimits: Sendable, Equatable {
    /// The most bytes of a body.
    public var bodyBytes = 1 << 20
    /// The most bytes that all bodies hold together while they are received.
    public var bodiesBytes = 32 << 20
    /// The most bytes of a request line and the fields behind it.
    public var headBytes = 16 << 10
    /// The most seconds from a head's first byte, or a new connection, to the head's end.
    public var headSeconds = 10
    /// The most seconds from a head's end to the body's; and as many to write the answer.
    public var bodySeconds = 30
    /// The most seconds between two requests of one connection.
    public var idleSeconds = 60
    /// The most connections at a time; where there are as many, one makes room for another.
    public var connections = 1_024
    /// As many where TLS is spoken: each holds 40 kB more, of its handshake and of a record that is not whole.
    static let connectionsOverTLS = 320
    /// The most deliveries that are received or handled at a time; others are asked to come again.
    public var deliveriesInFlight = 256

    /// Creates the limits that hold where nothing else is said.
    public init() {}

    /// What all bodies must be able to hold together, so that one of the largest size comes through.
    var leastBodiesBytes: Int { 2 * bodyBytes }
}
