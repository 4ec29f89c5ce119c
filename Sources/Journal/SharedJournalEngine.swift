/// An engine that several replicas use at once: each drives the shards that it has a lease on.
package protocol SharedJournalEngine: JournalEngine {
    /// What a person should know of the database, in words; nothing where all is as it should be.
    func warnings() throws(JournalError) -> [String]
    /// Says that a replica lives, and makes its leases last from now on, as far as nobody else has taken them.
    ///
    /// - Parameters:
    ///   - replica: The replica.
    ///   - milliseconds: How long its leases last.
    /// - Throws: `JournalError`, as all of these do.
    func renew(_ replica: Replica, for milliseconds: Int64) throws(JournalError)
    /// Who lives, and who has which lease.
    ///
    /// - Parameter milliseconds: How long a lease lasts: one that ends farther off was written under another clock, and is over.
    /// - Throws: `JournalError`.
    /// - Returns: Both.
    func leases(of milliseconds: Int64) throws(JournalError) -> LeaseTable
    /// Takes leases that are over, and raises the epochs of their cursors: what is written under the old ones is void.
    ///
    /// - Returns: Those that were taken: others were faster with the rest.
    func take(_ shards: [CursorName], for replica: Replica, _ milliseconds: Int64) throws(JournalError) -> [CursorName]
    /// Gives leases up, so that others can take them at once.
    func giveUp(_ shards: [CursorName], of replica: Replica) throws(JournalError)
    /// Gives everything up: the replica ends.
    func leave(_ replica: Replica) throws(JournalError)
}

/// A process that brings rows of a shared journal to destinations.
package struct Replica: Sendable, Equatable {
    /// What it is known by: random.
    package var id: [UInt8]
    /// The destinations that it has.
    package var destinations: [String]

    /// Creates a replica.
    package init(id: [UInt8], destinations: [String]) {
        self.id = id
        self.destinations = destinations
    }
}

/// The right of one replica to drive a destination's shard, for a while.
package struct Lease: Sendable, Equatable {
    /// The destination and the shard, by the name of its cursor.
    package var name: CursorName
    /// Whose it is.
    package var owner: [UInt8]
    /// Whether its time has come, or it was given up.
    package var isOver: Bool

    /// Creates a lease.
    package init(name: CursorName, owner: [UInt8], isOver: Bool) {
        self.name = name
        self.owner = owner
        self.isOver = isOver
    }
}

/// Who lives, and who has which lease.
package struct LeaseTable: Sendable, Equatable {
    /// Replicas that have said so not long ago.
    package var replicas: [Replica]
    /// Leases that were ever taken.
    package var leases: [Lease]

    /// Creates a table.
    package init(replicas: [Replica], leases: [Lease]) {
        self.replicas = replicas
        self.leases = leases
    }
}
