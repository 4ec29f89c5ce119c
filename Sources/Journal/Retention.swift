/// How long things are kept, in milliseconds.
package struct Retention: Sendable {
    /// Bodies, contents of delivered actions, and attempts.
    package var content: Int64 = 7 * day
    /// Ids and keys, since they were last seen: a list that repeats its rows would else be delivered again.
    package var ids: Int64 = 180 * day
    /// What is dead, and deliveries that were refused, of which this is the only copy.
    package var dead: Int64 = 90 * day
    /// The backlog of a destination that is configured no more.
    package var backlog: Int64 = 30 * day
    /// The most bytes that the journal takes.
    package var bytes: Int64 = 4 << 30

    private static let day: Int64 = 86_400_000

    /// Creates what is kept unless a person says otherwise.
    package init() {}
}

/// How much room the journal takes, in bytes.
package struct JournalSize: Sendable, Equatable {
    /// Pages in use, and what is not yet checkpointed.
    package var used: Int64
    /// The most that it may take.
    package var most: Int64

    /// Creates a size.
    package init(used: Int64, most: Int64) {
        self.used = used
        self.most = most
    }
}
