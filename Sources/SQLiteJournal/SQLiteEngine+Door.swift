package import Journal
import LearnHooks
import Receiving

extension SQLiteEngine {
    /// How long ago a known id must have been seen for its time to be written again: 30 days.
    private static let seenAnew: Int64 = 30 * 86_400_000

    /// Stores a delivery and those of its actions whose ids are not known.
    package func append(_ entry: JournalEntry) throws(JournalError) -> Appended {
        try expectRoom()
        return try database.unit { try appendInUnit(entry) }
    }

    /// Refuses where the journal is full.
    func expectRoom() throws(JournalError) {
        guard used <= most - Self.reserve else {
            throw JournalError(
                .unavailable,
                "the journal: it is full (\(used) of \(most) bytes): a destination has to be mended or skipped")
        }
    }

    private func appendInUnit(_ entry: JournalEntry) throws(JournalError) -> Appended {
        let target = Array(entry.target.utf8)
        let key = entry.messageID.map { Array($0.utf8) } ?? []
        let digest = Digest.sha256Bytes(entry.body)
        let time = entry.arrival.unixMilliseconds
        let known = try database.first(
            "SELECT id, state, copies FROM delivery WHERE target = ? AND key = ? AND digest = ?",
            .blob(target), .blob(key), .blob(digest)
        ) { (id: $0.integer(0), isRefused: $0.integer(1) == 1, copies: $0.integer(2)) }

        let (state, reason, row, actions): (Int64, String?, JournalEntry.DeliveryRow?, [JournalEntry.NewRow]) =
            switch entry.outcome {
            case .accepted(let row, let actions): (0, nil, row, actions)
            case .refused(let reason): (1, reason, nil, [])
            }
        if entry.isPulled {
            // Each is looked for, so that it counts as seen.
            var isNew = false
            for action in actions where try !isKnown(action.id, at: time) { isNew = true }
            guard isNew else { return .stored(actions: 0, known: actions.count, isChanged: false) }
        }
        if let known, !entry.isPulled, !known.isRefused || state == 1 {
            try database.run(
                "UPDATE delivery SET copies = copies + 1, last = ?, reason = coalesce(?, reason) WHERE id = ?",
                .integer(time), known.isRefused ? .bytes(reason) : .null, .integer(known.id))
            try database.run("UPDATE meta SET copies = copies + 1")
            for action in actions { _ = try isKnown(action.id, at: time) }
            return .repeated(copies: Int(clamping: known.copies + 1))
        }

        let delivery: Int64
        var isChanged = false
        if let known {
            // Handled at last: what was refused has become right, for its handler was mended; or pulled with more of its actions.
            delivery = known.id
            try database.run(
                "UPDATE delivery SET copies = copies + 1, last = ?, state = 0, reason = NULL WHERE id = ?",
                .integer(time), .integer(delivery))
            try database.run(
                "UPDATE meta SET copies = copies + 1, refused = refused - ?", .integer(known.isRefused ? 1 : 0))
        } else {
            if !key.isEmpty {
                isChanged =
                    try database.first(
                        "SELECT 1 FROM delivery WHERE target = ? AND key = ? LIMIT 1", .blob(target), .blob(key)
                    ) { _ in true } ?? false
            }
            try database.run(
                "INSERT INTO delivery(target, key, digest, platform, source, type, arrival, copies, last, state, secret, media, "
                    + "reason) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)",
                .blob(target), .blob(key), .blob(digest), .bytes(entry.platform), .bytes(entry.source),
                .bytes(entry.type), .integer(time), .integer(time), .integer(state),
                .integer(entry.secretIndex.map { Int64($0) }), .bytes(entry.mediaType), .bytes(reason))
            delivery = database.lastRow
            try database.run("INSERT OR IGNORE INTO origin(source) VALUES (?)", .bytes(entry.source))
            try database.run(
                "INSERT INTO original(delivery, request, body) VALUES (?, ?, ?)", .integer(delivery),
                .blob(entry.request), .blob(entry.body))
        }

        if let row, try !isKnown(row.id, at: time) {
            try insert(row.id, row.orderKey, kind: nil, of: delivery, at: time)
        }
        let new = try insert(actions, of: delivery, at: time).count
        try database.run(
            "UPDATE meta SET deliveries = deliveries + ?, refused = refused + ?, actions = actions + ?, known = known + ?",
            .integer(known == nil ? 1 : 0), .integer(state), .integer(new), .integer(actions.count - new))
        return .stored(actions: new, known: actions.count - new, isChanged: isChanged)
    }

    /// Whether an id is known; when it was seen is written only where that was long ago.
    func isKnown(_ id: String, at time: Int64) throws(JournalError) -> Bool {
        guard
            let (seq, seen) = try database.first(
                "SELECT seq, seen FROM action WHERE id = ?", .bytes(id), read: { ($0.integer(0), $0.integer(1)) })
        else { return false }
        if time &- seen >= Self.seenAnew {
            try database.run("UPDATE action SET seen = ? WHERE seq = ?", .integer(time), .integer(seq))
        }
        return true
    }

    /// Appends those of some actions whose ids are not known.
    ///
    /// - Returns: Their ids.
    func insert(
        _ actions: [JournalEntry.NewRow], of delivery: Int64, at time: Int64
    ) throws(JournalError) -> Set<String> {
        var new: Set<String> = []
        for action in actions where try !isKnown(action.id, at: time) {
            let seq = try insert(action.id, action.orderKey, kind: action.kind, of: delivery, at: time)
            try database.run("INSERT INTO content(seq, event) VALUES (?, ?)", .integer(seq), .blob(action.content))
            new.insert(action.id)
        }
        return new
    }

    /// Appends a row to the log.
    ///
    /// - Returns: Its place.
    @discardableResult
    func insert(
        _ id: String, _ key: OrderKey, kind: String?, of delivery: Int64, at time: Int64
    ) throws(JournalError) -> Int64 {
        let shard = key.shard
        let last = try database.first(
            "SELECT number FROM action INDEXED BY action_shard WHERE shard = ? ORDER BY seq DESC LIMIT 1",
            .integer(shard)
        ) { $0.integer(0) }
        try database.run(
            "INSERT INTO action(id, delivery, key, shard, number, kind, seen) VALUES (?, ?, ?, ?, ?, ?, ?)",
            .bytes(id), .integer(delivery), .blob(key.bytes), .integer(shard), .integer((last ?? 0) + 1),
            .bytes(kind), .integer(time))
        return database.lastRow
    }

    /// The last place of each shard that has rows.
    package func lastPlaces() throws(JournalError) -> [Int: Int64] {
        var places: [Int: Int64] = [:]
        for shard in 0..<OrderKey.shards {
            places[shard] = try database.first(
                "SELECT seq FROM action INDEXED BY action_shard WHERE shard = ? ORDER BY seq DESC LIMIT 1",
                .integer(shard)
            ) { $0.integer(0) }
        }
        return places
    }
}
