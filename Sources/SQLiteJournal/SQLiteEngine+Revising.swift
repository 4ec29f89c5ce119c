package import Journal

extension SQLiteEngine {
    /// A delivery as it was stored, with its request, its body and all of its rows.
    package func stored(_ number: Int64) throws(JournalError) -> DeliveryDetail? {
        guard let line = try line(number) else { return nil }
        var detail = DeliveryDetail(line, try rows(of: line, atMost: .max), [], [])
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
        return try database.unit {
            if let row {
                let isRefused = try database.run(
                    "UPDATE delivery SET state = 0, reason = NULL WHERE id = ? AND state = 1", .integer(delivery))
                try database.run("UPDATE meta SET refused = refused - ?", .integer(isRefused))
                if try !isKnown(row.id, at: time) {
                    try insert(row.id, row.orderKey, kind: nil, of: delivery, at: time)
                }
            }
            let new = try insert(actions, of: delivery, at: time)
            try database.run("UPDATE meta SET actions = actions + ?", .integer(new.count))
            return new
        }
    }

    /// Replaces contents of rows, and sends them again where their place has passed.
    package func correct(
        _ rows: [Int64: JournalEntry.NewRow], at destination: String?, time: Int64
    ) throws(JournalError) {
        try database.unit {
            for (seq, row) in rows {
                try database.run("UPDATE content SET event = ? WHERE seq = ?", .blob(row.content), .integer(seq))
                try database.run("UPDATE action SET kind = ? WHERE seq = ?", .bytes(row.kind), .integer(seq))
            }
            let names = try destination.map { name throws(JournalError) in
                try expect(name)
                return [name]
            }
            for name in try names ?? destinations() {
                for seq in rows.keys {
                    try database.run(
                        "INSERT OR IGNORE INTO exception(destination, seq, key, shard, state, head, replay, span, due, counted, "
                            + "status, reason, at) SELECT cursor.destination, action.seq, action.key, action.shard, 0, 1, ?, ?, ?, "
                            + "0, 0, ?, ? FROM action CROSS JOIN cursor ON cursor.destination = ? "
                            + "AND cursor.shard = action.shard AND cursor.replay = 0 AND cursor.seq >= action.seq "
                            + "WHERE action.seq = ?",
                        .integer(OpenRow.correction), .integer(DueSpan.covering(time, at: time)), .integer(time),
                        .bytes("corrected"), .integer(time), .text(name), .integer(seq))
                }
            }
            // Also where they are not sent again: what was read with another content does not leave any more.
            for name in try destinations() { try raiseEpoch(of: name) }
        }
    }
}
