package import Journal

extension PostgreSQLEngine {
    /// A delivery as it was stored, with its request, its body and all of its rows.
    package func stored(_ number: Int64) throws(JournalError) -> DeliveryDetail? {
        guard let line = try lines([number]).first else { return nil }
        var detail = DeliveryDetail(line, try rows(of: number, atMost: .max), [], [])
        try readOriginal(of: &detail)
        return detail
    }

    /// Appends to a stored delivery those of its actions whose ids are not known.
    ///
    /// - Returns: The ids that are new.
    package func add(
        _ actions: [JournalEntry.NewRow], _ row: JournalEntry.DeliveryRow?, to delivery: Int64, at time: Int64
    ) throws(JournalError) -> Set<String> {
        try expectRoom()
        return try counted {
            database.lockAppends()
            let ids = actions.map(\.id) + (row.map { [$0.id] } ?? [])
            let known = try database.rows(
                "SELECT id FROM action WHERE id = ANY (?)", .blobs(ids.map { Array($0.utf8) })
            ) { $0.text(0) ?? "" }
            if let row {
                change.refused -= try database.number(
                    "WITH changed AS (UPDATE delivery SET state = 0, reason = NULL WHERE id = ? AND state = 1 RETURNING 1) "
                        + "SELECT count(*) FROM changed", .integer(delivery))
                if !known.contains(row.id) { insert(row.id, row.orderKey, kind: nil, of: delivery, at: time) }
            }
            var new: Set<String> = []
            for action in actions where !known.contains(action.id) && new.insert(action.id).inserted {
                insert(action.id, action.orderKey, kind: action.kind, of: delivery, at: time)
                database.run(
                    "INSERT INTO content(seq, event) SELECT seq, ? FROM action WHERE id = ?", .blob(action.content),
                    .bytes(action.id))
                change.bytes += Int64(action.content.count)
            }
            change.actions += Int64(new.count)
            return new
        }
    }

    private func insert(_ id: String, _ key: OrderKey, kind: String?, of delivery: Int64, at time: Int64) {
        database.run(
            "INSERT INTO action(id, delivery, key, shard, number, kind, seen) VALUES (?, ?, ?, ?, 1 + coalesce((SELECT number "
                + "FROM action WHERE shard = ? ORDER BY shard DESC, seq DESC LIMIT 1), 0), ?, ?)",
            .bytes(id), .integer(delivery), .blob(key.bytes), .integer(key.shard), .integer(key.shard), .bytes(kind),
            .integer(time))
    }

    /// Replaces contents of rows, and sends them again where their place has passed.
    package func correct(
        _ rows: [Int64: JournalEntry.NewRow], at destination: String?, time: Int64
    ) throws(JournalError) {
        try counted {
            let epoch = try nextEpoch()
            if let destination { try expect(destination) }
            for (seq, row) in rows.sorted(by: { $0.key < $1.key }) {
                change.bytes += try database.number(
                    "WITH old AS (SELECT octet_length(event) AS size FROM content WHERE seq = ?), "
                        + "changed AS (UPDATE content SET event = ? WHERE seq = ?) SELECT ? - size FROM old",
                    .integer(seq), .blob(row.content), .integer(seq), .integer(row.content.count))
                database.run(
                    "UPDATE action SET kind = ? WHERE shard = ? AND seq = ?", .bytes(row.kind),
                    .integer(row.orderKey.shard), .integer(seq))
            }
            let all = try destinations()
            for name in destination.map({ [$0] }) ?? all {
                for (seq, row) in rows {
                    database.run(
                        "INSERT INTO exception(destination, seq, key, shard, state, head, replay, span, due, counted, status, "
                            + "reason, at) SELECT cursor.destination, action.seq, action.key, action.shard, 0, 1, ?, ?, ?, 0, 0, "
                            + "?, ? FROM action JOIN cursor ON cursor.destination = ? AND cursor.shard = action.shard "
                            + "AND cursor.replay = 0 AND cursor.seq >= action.seq WHERE action.shard = ? AND action.seq = ? "
                            + "ON CONFLICT DO NOTHING",
                        .integer(OpenRow.correction), .integer(DueSpan.covering(time, at: time)), .integer(time),
                        .bytes("corrected"), .integer(time), .text(name), .integer(row.orderKey.shard), .integer(seq))
                }
            }
            // Also where they are not sent again: what was read with another content does not leave any more.
            for name in all { setEpoch(epoch, of: name) }
        }
    }
}
