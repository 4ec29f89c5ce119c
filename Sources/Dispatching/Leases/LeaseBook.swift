package import Journal

/// Which shards a replica drives, and for how long: told what the database says, it says what to take and what to give up.
///
/// It has no clock and no database. Times are of a clock that only goes on, also while the machine sleeps.
package struct LeaseBook: Sendable {
    /// The replica that it is of.
    package let replica: Replica
    /// How long a lease lasts.
    package let length: Duration
    /// Until when each lease is good.
    private var ends: [CursorName: Duration] = [:]
    /// Those that are given up once nothing is under way there.
    package private(set) var leaving: Set<CursorName> = []
    private var renewed: Duration?

    /// What to do about shards.
    package struct Decision: Sendable, Equatable {
        /// Leases that are free and should be this replica's.
        package var take: [CursorName] = []
        /// Leases that another one should have: to be given up once nothing is under way there.
        package var leave: Set<CursorName> = []
    }

    /// Begins with no lease.
    package init(_ replica: Replica, length: Duration) {
        self.replica = replica
        self.length = length
    }

    /// The most that a request may take: it has to end before a lease does that was renewed a third of its length ago.
    package var mostPatience: Duration { length / 2 }
    /// What is left free between the end of a request and that of its lease.
    private var margin: Duration { length / 15 }

    /// Whether leases are to be renewed.
    package func renews(at time: Duration) -> Bool { renewed.map { time - $0 >= length / 3 } ?? true }

    /// How long a lease lasts, in milliseconds.
    package var milliseconds: Int64 { Int64(length / .milliseconds(1)) }

    /// Whether a request that takes so long may begin now.
    package func permits(_ name: CursorName, _ patience: Duration, at time: Duration) -> Bool {
        let end = ends[CursorName(destination: name.destination, shard: name.shard)]
        return end.map { $0 - time >= patience + margin } ?? false
    }

    /// Takes who lives and has which lease.
    ///
    /// - Parameters:
    ///   - table: What the database said.
    ///   - asked: When it was asked: its answer is no older.
    ///   - isRenewed: Whether leases were renewed by the same question.
    /// - Returns: What to do.
    package mutating func looked(_ table: LeaseTable, asked: Duration, isRenewed: Bool) -> Decision {
        if isRenewed { renewed = asked }
        let own = table.leases.filter { $0.owner == replica.id && !$0.isOver }.map(\.name)
        // What another one has taken is no more; what was renewed lasts from before the question on, also what nobody here knows of: the
        // answer to its taking was lost, or the giving up failed.
        ends = ends.filter { own.contains($0.key) }
        if isRenewed { for name in own { ends[name] = asked + length } }
        leaving.formIntersection(ends.keys)
        var decision = Decision()
        for destination in replica.destinations { share(destination, table, &decision) }
        leaving.formUnion(decision.leave)
        return decision
    }

    private mutating func share(_ destination: String, _ table: LeaseTable, _ decision: inout Decision) {
        let others = table.replicas.filter { $0.destinations.contains(destination) && $0.id != replica.id }.map(\.id)
        let all = (others + [replica.id]).sorted { $0.lexicographicallyPrecedes($1) }
        // The destinations' remainders go to different replicas.
        let turn = destination.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        let rank = ((all.firstIndex(of: replica.id) ?? 0) + turn) % all.count
        let share = OrderKey.shards / all.count + (rank < OrderKey.shards % all.count ? 1 : 0)
        let held = ends.keys.filter { $0.destination == destination }.sorted { $0.shard < $1.shard }
        let staying = held.filter { !leaving.contains($0) }
        guard staying.count <= share else {
            decision.leave.formUnion(staying.suffix(staying.count - share))
            return
        }
        var missing = share - staying.count
        for name in held where leaving.contains(name) && missing > 0 {
            leaving.remove(name)
            missing -= 1
        }
        let taken = Set(table.leases.filter { !$0.isOver }.map(\.name))
        // Each begins elsewhere, so that those who start at once are not after the same.
        let start = rank * OrderKey.shards / all.count
        for shard in (0..<OrderKey.shards).map({ ($0 + start) % OrderKey.shards }) where missing > 0 {
            let name = CursorName(destination: destination, shard: shard)
            guard !taken.contains(name), ends[name] == nil else { continue }
            decision.take.append(name)
            missing -= 1
        }
    }

    /// Notes leases that were taken by a question.
    package mutating func took(_ names: [CursorName], asked: Duration) {
        for name in names { ends[name] = asked + length }
    }

    /// Notes leases that were given up.
    package mutating func gaveUp(_ names: some Sequence<CursorName>) {
        for name in names {
            ends[name] = nil
            leaving.remove(name)
        }
    }
}
