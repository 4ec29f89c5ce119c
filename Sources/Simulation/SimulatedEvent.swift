package import LearnHooks

/// Something that happened at a platform, as the platform sends it, and what is due for it.
package struct SimulatedEvent: Sendable {
    /// The platform.
    package let platform: Platform
    /// The wire name of the event type.
    package let type: String
    /// When it happened, by the simulation's clock.
    package let time: Timestamp
    /// The exact bytes of the delivery's body.
    package let body: [UInt8]
    /// The actions that are due, as lines of CloudEvents with their ids.
    package let due: [DueAction]

    /// Creates an event.
    package init(platform: Platform, type: String, time: Timestamp, body: [UInt8], due: [DueAction]) {
        self.platform = platform
        self.type = type
        self.time = time
        self.body = body
        self.due = due
    }
}
