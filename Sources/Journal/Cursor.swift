/// Which cursor: of a destination, in a shard.
package struct CursorName: Sendable, Hashable {
    /// The destination's name.
    package var destination: String
    /// The shard, from 0.
    package var shard: Int
    /// The replay's number; 0 for the destination's own cursor.
    package var replay: Int64

    /// Creates a name.
    package init(destination: String, shard: Int, replay: Int64 = 0) {
        self.destination = destination
        self.shard = shard
        self.replay = replay
    }

    /// Whether it is a replay's.
    package var isReplay: Bool { replay != 0 }
}

/// How far a destination has come in a shard.
package struct Cursor: Sendable, Equatable {
    /// Whose it is.
    package var name: CursorName
    /// The place up to which all rows are settled.
    package var seq: Int64
    /// The place at which a replay ends; nil for a destination's own cursor.
    package var end: Int64?
    /// What a replay takes, as a person wrote it; nil for all.
    package var filter: String?
    /// Its epoch: raised by whatever a person does, and never used again.
    package var epoch: Int64
    /// Why a person has paused its destination; nil where it is not paused.
    package var paused: String?

    /// Creates a cursor.
    package init(
        name: CursorName, seq: Int64, end: Int64? = nil, filter: String? = nil, epoch: Int64, paused: String? = nil
    ) {
        self.name = name
        self.seq = seq
        self.end = end
        self.filter = filter
        self.epoch = epoch
        self.paused = paused
    }
}
