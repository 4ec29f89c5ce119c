package import Journal

extension SQLiteEngine {
    /// Makes a replay: a cursor of its own in each shard, which ends where the destination's own cursor stands.
    ///
    /// - Returns: Its number.
    package func replay(
        _ destination: String, from first: Int64, through last: Int64, filter: String?
    ) throws(JournalError) -> Int64 {
        try database.unit {
            try expect(destination)
            let number = try database.number("UPDATE meta SET replays = replays + 1 RETURNING replays")
            let epoch = try nextEpoch()
            try database.run(
                "INSERT INTO cursor(destination, shard, replay, seq, last, filter, epoch, paused, absent) "
                    + "SELECT destination, shard, ?, ?, min(seq, ?), ?, ?, paused, absent FROM cursor "
                    + "WHERE destination = ? AND replay = 0",
                .integer(number), .integer(max(0, first &- 1)), .integer(last), .bytes(filter), .integer(epoch),
                .text(destination))
            return number
        }
    }

    /// Pauses a destination, and says why; with nil it goes on.
    package func pause(_ destination: String, because reason: String?) throws(JournalError) {
        try database.unit {
            try expect(destination)
            try database.run(
                "UPDATE cursor SET paused = ? WHERE destination = ?", .bytes(reason), .text(destination))
            try raiseEpoch(of: destination)
        }
    }

    /// Brings dead rows back, at most so many at a time.
    ///
    /// - Returns: How many; 0 at the end.
    package func release(
        _ selection: ExceptionSelection, at time: Int64, atMost rows: Int
    ) throws(JournalError) -> Int {
        try database.unit {
            let chosen = try choose(selection, states: [.dead], atMost: rows)
            for row in chosen {
                try database.run(
                    "UPDATE exception SET state = 0, head = min(replay, 1), due = ?, span = ?, counted = 0, at = ? "
                        + "WHERE destination = ? AND seq = ?",
                    .integer(time), .integer(DueSpan.covering(time, at: time)), .integer(time),
                    .text(row.destination), .integer(row.seq))
                try promote(row.key, at: row.destination, time: time)
            }
            for destination in Set(chosen.map(\.destination)) { try raiseEpoch(of: destination) }
            return chosen.count
        }
    }

    /// Deletes open and dead rows, at most so many at a time.
    package func drop(_ selection: ExceptionSelection, atMost rows: Int) throws(JournalError) -> Int {
        try database.unit {
            let chosen = try choose(selection, states: [.open, .dead], atMost: rows)
            for row in chosen {
                try removeException(row.seq, at: row.destination)
                // A new head falls due at once: at the beginning of time, because no clock is handed in.
                try promote(row.key, at: row.destination, time: 0)
            }
            for destination in Set(chosen.map(\.destination)) { try raiseEpoch(of: destination) }
            return chosen.count
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
        guard try isConfigured(destination) else {
            let names = try destinations()
            throw JournalError(
                .input,
                "\(destination): expected a destination of the journal: "
                    + (names.isEmpty ? "there is none" : names.joined(separator: ", ")))
        }
    }

    /// Raises the epochs of a destination's cursors: what its lanes have under way is void.
    func raiseEpoch(of destination: String) throws(JournalError) {
        let epoch = try nextEpoch()
        try database.run(
            "UPDATE cursor SET epoch = ? WHERE destination = ?", .integer(epoch), .text(destination))
    }

    private struct ChosenRow {
        let destination: String
        let seq: Int64
        let key: OrderKey
    }

    private func choose(
        _ selection: ExceptionSelection, states: Set<ExceptionState>, atMost rows: Int
    ) throws(JournalError) -> [ChosenRow] {
        let states = selection.states.isEmpty ? states : states.intersection(selection.states)
        var chosen: [ChosenRow] = []
        let named: [String]
        if let destination = selection.destination { named = [destination] } else { named = try destinations() }
        for destination in named {
            try expectNothingUnderWay(at: destination)
            for state in ExceptionState.allCases where states.contains(state) && chosen.count < rows {
                let key = selection.orderKey
                chosen += try database.rows(
                    "SELECT destination, seq, key FROM exception INDEXED BY exception_state "
                        + "WHERE destination = ? AND state = ? AND seq >= ? AND seq <= ? AND (? IS NULL OR key = ?) "
                        + "ORDER BY seq LIMIT ?",
                    .text(destination), .integer(state.number), .integer(selection.places?.lowerBound ?? 0),
                    .integer(selection.places?.upperBound ?? .max), key.map { .blob($0.bytes) } ?? .null,
                    key.map { .blob($0.bytes) } ?? .null, .integer(rows - chosen.count)
                ) {
                    ChosenRow(
                        destination: $0.text(0) ?? "", seq: $0.integer(1), key: OrderKey(bytes: $0.bytes(2)))
                }
            }
        }
        return chosen
    }
}
