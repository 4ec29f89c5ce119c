package import Journal

/// Times are the server's own clock; how long a lease is good for its owner knows by a clock of its own.
extension PostgreSQLEngine: SharedJournalEngine {
    /// What a person should know of the database, in words.
    package func warnings() throws(JournalError) -> [String] {
        let found = try database.first(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'), "
                + "current_setting('synchronous_standby_names'), (SELECT count(*) FROM pg_stat_replication)"
        ) { (fsync: $0.text(0), commit: $0.text(1) ?? "", names: $0.text(2) ?? "", standbys: $0.integer(3)) }
        guard let found else { return [] }
        var warnings: [String] = []
        if found.fsync == "off" {
            warnings.append("fsync is off: when the machine of PostgreSQL fails, what was acknowledged may be lost")
        }
        if found.standbys > 0, found.names.isEmpty || ["local", "remote_write"].contains(found.commit) {
            warnings.append(
                "PostgreSQL's standbys are asynchronous: a failover may lose the last commits, which were acknowledged")
        }
        return warnings
    }

    /// Says that a replica lives, and makes its leases last from now on.
    package func renew(_ replica: Replica, for milliseconds: Int64) throws(JournalError) {
        try counted {
            database.run(
                "INSERT INTO replica(id, destinations, until) VALUES (?, ?, clock_timestamp() + ? * interval '1 ms') "
                    + "ON CONFLICT (id) DO UPDATE SET destinations = excluded.destinations, until = excluded.until",
                .blob(replica.id), .texts(replica.destinations), .integer(milliseconds))
            database.run(
                "UPDATE lease SET until = clock_timestamp() + ? * interval '1 ms' WHERE owner = ? AND until > 'epoch'",
                .integer(milliseconds), .blob(replica.id))
            database.run("DELETE FROM replica WHERE until < clock_timestamp() - interval '1 day'")
        }
    }

    /// Who lives, and who has which lease.
    package func leases(of milliseconds: Int64) throws(JournalError) -> LeaseTable {
        let replicas = try database.rows(
            "SELECT id, array_to_string(destinations, ' ') FROM replica WHERE until > clock_timestamp() "
                + "AND until < clock_timestamp() + ? * interval '2 ms' ORDER BY id",
            .integer(milliseconds)
        ) { Replica(id: $0.bytes(0), destinations: ($0.text(1) ?? "").split(separator: " ").map(String.init)) }
        let leases = try database.rows(
            "SELECT destination, shard, owner, until < clock_timestamp() OR until > clock_timestamp() + ? * interval '2 ms' "
                + "FROM lease",
            .integer(milliseconds)
        ) {
            Lease(
                name: CursorName(destination: $0.text(0) ?? "", shard: Int($0.integer(1))), owner: $0.bytes(2),
                isOver: $0.integer(3) == 1)
        }
        return LeaseTable(replicas: replicas, leases: leases)
    }

    /// Takes leases that are over, and raises the epochs of their cursors.
    package func take(
        _ shards: [CursorName], for replica: Replica, _ milliseconds: Int64
    ) throws(JournalError) -> [CursorName] {
        try counted {
            let epoch = try nextEpoch()
            let taken = try database.rows(
                "INSERT INTO lease SELECT destination, shard, ?, clock_timestamp() + ? * interval '1 ms' "
                    + "FROM unnest(?, ?) AS t(destination, shard) ORDER BY 1, 2 ON CONFLICT (destination, shard) DO UPDATE SET "
                    + "owner = excluded.owner, until = excluded.until WHERE lease.until < clock_timestamp() "
                    + "OR lease.until > clock_timestamp() + ? * interval '2 ms' RETURNING destination, shard",
                .blob(replica.id), .integer(milliseconds), .texts(shards.map(\.destination)),
                .integers(shards.map { Int64($0.shard) }), .integer(milliseconds)
            ) { CursorName(destination: $0.text(0) ?? "", shard: Int($0.integer(1))) }
            for (destination, names) in Dictionary(grouping: taken, by: \.destination).sorted(by: { $0.key < $1.key }) {
                database.run(
                    "UPDATE cursor SET epoch = ? WHERE destination = ? AND shard = ANY (?)", .integer(epoch),
                    .text(destination), .integers(names.map { Int64($0.shard) }))
            }
            return taken
        }
    }

    /// Gives leases up.
    package func giveUp(_ shards: [CursorName], of replica: Replica) throws(JournalError) {
        try counted {
            for (destination, names) in Dictionary(grouping: shards, by: \.destination) {
                database.run(
                    "UPDATE lease SET until = 'epoch' WHERE owner = ? AND destination = ? AND shard = ANY (?)",
                    .blob(replica.id), .text(destination), .integers(names.map { Int64($0.shard) }))
            }
        }
    }

    /// Gives everything up.
    package func leave(_ replica: Replica) throws(JournalError) {
        try counted {
            database.run("UPDATE lease SET until = 'epoch' WHERE owner = ?", .blob(replica.id))
            database.run("DELETE FROM replica WHERE id = ?", .blob(replica.id))
        }
    }
}
