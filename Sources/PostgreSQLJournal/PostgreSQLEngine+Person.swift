package import Journal

extension PostgreSQLEngine {
    /// Makes a replay: a cursor of its own in each shard, which ends where the destination's own cursor stands.
    ///
    /// - Returns: Its number.
    package func replay(
        _ destination: String, from first: Int64, through last: Int64, filter: String?
    ) throws(JournalError) -> Int64 {
        try counted {
            try expect(destination)
            let epoch = try nextEpoch()
            let number = try database.number("UPDATE meta SET replays = replays + 1 RETURNING replays")
            database.run(
                "INSERT INTO cursor(destination, shard, replay, seq, last, filter, epoch, paused, absent) "
                    + "SELECT destination, shard, ?, ?, least(seq, ?), ?, ?, paused, absent FROM cursor "
                    + "WHERE destination = ? AND replay = 0",
                .integer(number), .integer(max(0, first &- 1)), .integer(last), .bytes(filter), .integer(epoch),
                .text(destination))
            return number
        }
    }

    /// Pauses a destination, and says why; with nil it goes on.
    package func pause(_ destination: String, because reason: String?) throws(JournalError) {
        try change(destination) {
            database.run("UPDATE cursor SET paused = ? WHERE destination = ?", .bytes(reason), .text(destination))
        }
    }

    /// Brings dead rows back, at most so many at a time.
    ///
    /// - Returns: How many; 0 at the end.
    package func release(
        _ selection: ExceptionSelection, at time: Int64, atMost rows: Int
    ) throws(JournalError) -> Int {
        try change(selection, [.dead], atMost: rows, at: time) { rows, destination, _ in
            database.run(
                "UPDATE exception SET state = 0, head = least(replay, 1), due = ?, span = ?, counted = 0, at = ? "
                    + "WHERE destination = ? AND seq = ANY (?)",
                .integer(time), .integer(DueSpan.covering(time, at: time)), .integer(time), .text(destination),
                .integers(rows))
        }
    }

    /// Lets go of open and dead rows, at most so many at a time.
    ///
    /// Whoever becomes head falls due at once: at the beginning of time, for no clock is handed in.
    package func drop(_ selection: ExceptionSelection, atMost rows: Int) throws(JournalError) -> Int {
        try change(selection, [.open, .dead], atMost: rows, at: 0) { rows, destination, shard in
            removeExceptions(rows, at: destination, shard: shard)
        }
    }

    // MARK: helpers

    /// The destinations that have cursors.
    func destinations() throws(JournalError) -> [String] {
        try database.rows("SELECT DISTINCT destination FROM cursor ORDER BY destination") { $0.text(0) ?? "" }
    }

    func isConfigured(_ destination: String) throws(JournalError) -> Bool {
        try database.first("SELECT 1 FROM cursor WHERE destination = ? LIMIT 1", .text(destination)) { _ in true }
            ?? false
    }

    func expect(_ destination: String) throws(JournalError) {
        guard try !isConfigured(destination) else { return }
        let names = try destinations()
        throw JournalError(
            .input,
            "\(destination): expected a destination of the journal: "
                + (names.isEmpty ? "there is none" : names.joined(separator: ", ")))
    }

    /// Does something with a destination, and raises the epochs of its cursors first: what its lanes have under way is void, and waited for.
    func change(_ destination: String, _ work: () throws -> Void) throws(JournalError) {
        try counted {
            try expect(destination)
            setEpoch(try nextEpoch(), of: destination)
            try work()
        }
    }

    func setEpoch(_ epoch: Int64, of destination: String) {
        database.run("UPDATE cursor SET epoch = ? WHERE destination = ?", .integer(epoch), .text(destination))
    }

    /// Does something with exceptions that were chosen: those of a destination and shard at a time.
    private func change(
        _ selection: ExceptionSelection, _ states: Set<ExceptionState>, atMost most: Int, at time: Int64,
        _ work: (_ rows: [Int64], _ destination: String, _ shard: Int64) -> Void
    ) throws(JournalError) -> Int {
        try counted {
            let states = selection.states.isEmpty ? states : states.intersection(selection.states)
            let named = try selection.destination.map { [$0] } ?? destinations()
            var count = 0
            for destination in named where count < most {
                try expectNothingUnderWay(at: destination)
                var chosen: [(seq: Int64, key: OrderKey, shard: Int64)] = []
                for state in ExceptionState.allCases where states.contains(state) && count + chosen.count < most {
                    let key = selection.orderKey.map { Value.blob($0.bytes) } ?? .blob(nil)
                    chosen += try database.rows(
                        "SELECT seq, key, shard FROM exception WHERE destination = ? AND state = ? AND seq >= ? AND seq <= ? "
                            + "AND (? IS NULL OR key = ?) ORDER BY seq LIMIT ?",
                        .text(destination), .integer(state.number), .integer(selection.places?.lowerBound ?? 0),
                        .integer(selection.places?.upperBound ?? .max), key, key,
                        .integer(most - count - chosen.count)
                    ) { (seq: $0.integer(0), key: OrderKey(bytes: $0.bytes(1)), shard: $0.integer(2)) }
                }
                guard !chosen.isEmpty else { continue }
                setEpoch(try nextEpoch(), of: destination)
                for (shard, rows) in Dictionary(grouping: chosen, by: \.shard).sorted(by: { $0.key < $1.key }) {
                    work(rows.map(\.seq), destination, shard)
                    for key in Set(rows.map(\.key)) { promote(key, at: destination, time: time) }
                }
                count += chosen.count
            }
            return count
        }
    }
}
