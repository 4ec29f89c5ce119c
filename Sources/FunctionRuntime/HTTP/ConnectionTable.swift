import NIOCore
import Synchronization

/// The open connections, and which of them makes room for another.
struct ConnectionTable<Connection> {
    private var entries: [ObjectIdentifier: (connection: Connection, standing: Standing)] = [:]
    private let limit: Int

    /// Creates a table of so many connections at most.
    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { entries.count }
    var connections: [Connection] { entries.values.map(\.connection) }

    /// How many connections may come, be it in the places of others.
    var room: Int { limit - entries.values.count { $0.standing.isAnswered } }

    /// The standing of a connection that was added.
    func standing(of id: ObjectIdentifier) -> Standing? { entries[id]?.standing }

    /// Adds a connection.
    ///
    /// - Returns: The one that must make room: of those that do not wait for the answer to what they have proven, the one
    ///   that has gone longest without proving anything, whatever it is doing.
    mutating func add(_ connection: Connection, id: ObjectIdentifier, at now: NIODeadline) -> Connection? {
        var displaced: Connection?
        if entries.count >= limit,
            let oldest = entries.min(by: { $0.value.standing.lastProof < $1.value.standing.lastProof }),
            !oldest.value.standing.isAnswered
        {
            displaced = oldest.value.connection
            entries[oldest.key] = nil
        }
        entries[id] = (connection, Standing(since: now))
        return displaced
    }

    mutating func remove(_ id: ObjectIdentifier) {
        entries[id] = nil
    }
}

/// When a connection last brought what proved to be its platform's own.
final class Standing: Sendable {
    /// In nanoseconds; as late as can be, while what was proven is being answered.
    private let time: Atomic<UInt64>

    init(since now: NIODeadline) {
        time = Atomic(now.uptimeNanoseconds)
    }

    /// The last proof, or else the beginning.
    var lastProof: UInt64 { time.load(ordering: .relaxed) }

    /// Whether what was proven is being answered.
    var isAnswered: Bool { lastProof == .max }

    /// Notes a proof, whose answer is waited for.
    func prove() { time.store(.max, ordering: .relaxed) }

    /// Notes that the answer to a proof was given.
    func settle(at now: NIODeadline) { time.store(now.uptimeNanoseconds, ordering: .relaxed) }
}
