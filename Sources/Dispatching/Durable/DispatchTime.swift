/// What the clocks say: one that people set, and one that only goes on.
package struct DispatchTime: Sendable, Equatable {
    /// Milliseconds since 1970, for what is stored; it may be set back.
    package var wall: Int64
    /// The time since some moment, for waits, which are a process's own.
    package var uptime: Duration

    /// Creates a time.
    package init(wall: Int64, uptime: Duration) {
        self.wall = wall
        self.uptime = uptime
    }

    /// When the uptime will be, at which the wall clock comes to a time.
    func uptime(at wall: Int64) -> Duration {
        wall <= self.wall ? uptime : uptime + .milliseconds(Int64(clamping: UInt64(bitPattern: wall &- self.wall)))
    }
}
