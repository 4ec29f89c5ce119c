package import Journal
import LearnHooks
import Receiving

extension PostgreSQLEngine {
    /// How long ago a known id must have been seen for its time to be written anew: 30 days.
    private static let seenAnew: Int64 = 30 * 86_400_000
    /// How much room is left when the door closes: cursors move on in it, and pruning.
    static let reserve: Int64 = 64 << 20

    /// Stores a delivery and those of its actions whose ids are not known.
    package func append(_ entry: JournalEntry) throws(JournalError) -> Appended {
        guard let appended = try append([entry]).first else { throw .lost }
        return appended
    }

    /// Stores deliveries in their order, in one message, under the lock that makes their order that of the commits.
    package func append(_ entries: [JournalEntry]) throws(JournalError) -> [Appended] {
        try expectRoom()
        return try counted {
            database.lockAppends()
            let places = (1...19).map { _ in "?" }.joined(separator: ", ")
            let results = try database.results("SELECT * FROM append_1(\(places))", entries.map(Self.values))
            return zip(entries, results).compactMap { entry, result in
                result.rows.first { _ in true }.map { appended(entry, $0) }
            }
        }
    }

    /// Refuses where the journal is full.
    func expectRoom() throws(JournalError) {
        guard used <= most - Self.reserve else {
            throw JournalError(
                .unavailable,
                "the journal: it is full (\(used) of \(most) bytes): a destination has to be mended or skipped")
        }
    }

    private static func values(_ entry: JournalEntry) -> [Value] {
        let (state, reason, row, actions): (Int, String?, JournalEntry.DeliveryRow?, [JournalEntry.NewRow]) =
            switch entry.outcome {
            case .accepted(let row, let actions): (0, nil, row, actions)
            case .refused(let reason): (1, reason, nil, [])
            }
        return [
            .bytes(entry.target), .bytes(entry.messageID ?? ""), .blob(Digest.sha256Bytes(entry.body)),
            .bytes(entry.platform), .bytes(entry.source), .bytes(entry.type), .integer(entry.arrival.unixMilliseconds),
            .integer(state), .bytes(reason), .integer(entry.secretIndex.map { Int64($0) }), .bytes(entry.mediaType),
            .blob(entry.request), .blob(entry.body),
            .blobs((row.map { [$0.id] } ?? []).map { Array($0.utf8) } + actions.map { Array($0.id.utf8) }),
            .blobs((row.map { [$0.orderKey.bytes] } ?? []) + actions.map(\.orderKey.bytes)),
            .blobs((row == nil ? [] : [nil]) + actions.map { Array($0.kind.utf8) }),
            .blobs((row == nil ? [] : [nil]) + actions.map(\.content)), .integer(seenAnew),
            .integer(entry.isPulled ? 1 : 0),
        ]
    }

    /// Counts what became of an entry.
    private func appended(_ entry: JournalEntry, _ row: ResultRow) -> Appended {
        let (copies, new, refused, added) = (row.integer(0), row.integer(1), row.integer(2), row.integer(3))
        let known = row.integer(4)
        // What is pulled and known leaves no trace.
        if entry.isPulled, added == 0 { return .stored(actions: 0, known: Int(clamping: known), isChanged: false) }
        change.bytes += row.integer(6)
        guard copies == 0 else {
            change.copies += 1
            return .repeated(copies: Int(clamping: copies))
        }
        change.deliveries += new
        change.copies += 1 - new
        change.refused += refused
        change.actions += added
        change.known += known
        return .stored(actions: Int(clamping: added), known: Int(clamping: known), isChanged: row.integer(5) == 1)
    }

    /// The last place of each shard that has rows.
    package func lastPlaces() throws(JournalError) -> [Int: Int64] {
        let places = try database.rows(
            "SELECT shard, seq FROM generate_series(0, \(OrderKey.shards - 1)) AS s, LATERAL (SELECT shard, seq FROM action "
                + "WHERE shard = s ORDER BY shard DESC, seq DESC LIMIT 1) AS last"
        ) { (Int($0.integer(0)), $0.integer(1)) }
        return Dictionary(places) { first, _ in first }
    }
}
