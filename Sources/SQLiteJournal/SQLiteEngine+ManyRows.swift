package import Journal

/// Commands about many rows: each is noted, does its first step at once, and is done step by step.
extension SQLiteEngine {
    /// Moves a destination's cursors back to a place, removes the exceptions above it, and cuts the replays that reach farther.
    package func move(_ destination: String, backTo seq: Int64) throws(JournalError) {
        try begin(.move, destination, place: seq) { () throws(JournalError) in
            try database.run(
                "UPDATE cursor SET seq = min(seq, ?) WHERE destination = ? AND replay = 0", .integer(seq),
                .text(destination))
            try database.run(
                "UPDATE cursor SET last = min(last, ?) WHERE destination = ? AND replay <> 0", .integer(seq),
                .text(destination))
        }
    }

    /// Gives the backlog of a destination up, open rows included.
    package func skip(_ destination: String) throws(JournalError) {
        try begin(.skip, destination) { () throws(JournalError) in
            try database.run(
                "UPDATE cursor SET seq = max(seq, ?) WHERE destination = ? AND replay = 0",
                .integer(try lastPlace()), .text(destination))
        }
    }

    /// Lets go of a destination: cursors, replays, exceptions.
    package func remove(_ destination: String) throws(JournalError) { try begin(.remove, destination) }

    /// Gives a destination another name, which must be unused.
    package func rename(_ old: String, to new: String) throws(JournalError) {
        try database.unit {
            try expect(old)
            try expectNothingUnderWay(at: old)
            guard try !isConfigured(new) else {
                throw JournalError(
                    .input, "\(new): expected a name that no destination of the journal has; remove it first")
            }
            try database.run("UPDATE cursor SET destination = ? WHERE destination = ?", .text(new), .text(old))
            try begin(.rename, new, old: old)
        }
    }

    /// Removes what names a learner: contents, bodies, exceptions.
    ///
    /// Ids and digests stay.
    ///
    /// - Returns: How many rows of the log it was so far.
    package func forget(_ key: OrderKey) throws(JournalError) -> Int {
        try database.unit {
            let last = try database.first(
                "SELECT seq FROM action INDEXED BY action_key WHERE key = ? ORDER BY seq DESC LIMIT 1",
                .blob(key.bytes)
            ) { $0.integer(0) }
            guard let last else { return 0 }
            return try step(note(.forget, "", key: key, place: last), atMost: ManyRows.step)
        }
    }

    /// Goes on with a command that is not done.
    ///
    /// - Returns: How many rows it was; nil where no command is left.
    package func goOn(atMost rows: Int) throws(JournalError) -> Int? {
        try database.unit {
            let first = try database.first("SELECT \(ManyRows.columns) FROM command ORDER BY id LIMIT 1") {
                ManyRows($0)
            }
            guard let command = first ?? nil else { return nil }
            return try step(command, atMost: rows)
        }
    }

    /// The command that is under way at a destination, or takes its name from it; nil where none is.
    private func underWay(at destination: String) throws(JournalError) -> ManyRows? {
        try database.first(
            "SELECT \(ManyRows.columns) FROM command WHERE destination = ? OR old = ? LIMIT 1", .text(destination),
            .text(destination)
        ) { ManyRows($0) } ?? nil
    }

    /// Refuses where a command is under way at a destination.
    func expectNothingUnderWay(at destination: String) throws(JournalError) {
        if let command = try underWay(at: destination) { throw .underWay(command) }
    }

    /// Does what a kill has left of a command that takes a destination's cursors away: it is not to take new ones.
    func endWhatTakesCursors(of destination: String) throws(JournalError) {
        while let command = try underWay(at: destination), command.takesCursors(of: destination) {
            _ = try step(command, atMost: ManyRows.step)
        }
    }

    private func begin(
        _ verb: ManyRows.Verb, _ destination: String, old: String = "", place: Int64 = 0,
        _ work: () throws(JournalError) -> Void = {}
    ) throws(JournalError) {
        try database.unit {
            try expect(destination)
            try expectNothingUnderWay(at: destination)
            try work()
            _ = try step(note(verb, destination, old: old, place: place), atMost: ManyRows.step)
        }
    }

    /// Notes a command, and makes what its lanes have under way void.
    private func note(
        _ verb: ManyRows.Verb, _ destination: String, old: String = "", key: OrderKey? = nil, place: Int64
    ) throws(JournalError) -> ManyRows {
        try database.run(
            "INSERT INTO command(verb, destination, old, key, place) VALUES (?, ?, ?, ?, ?)", .text(verb.rawValue),
            .text(destination), .text(old), key.map { .blob($0.bytes) } ?? .null, .integer(place))
        let command = ManyRows(
            number: database.lastRow, verb: verb, destination: destination, oldName: old, key: key, place: place)
        try raiseEpochs(of: command)
        return command
    }

    private func raiseEpochs(of command: ManyRows) throws(JournalError) {
        for destination in command.destination.isEmpty ? try destinations() : [command.destination] {
            try raiseEpoch(of: destination)
        }
    }

    /// Does a step of a command, and ends it where fewer rows were left than the step could have had.
    private func step(_ command: ManyRows, atMost rows: Int) throws(JournalError) -> Int {
        let name = command.destination
        var done: Int
        switch command.verb {
        case .skip:
            done = try removeExceptions(
                of: name, "INDEXED BY exception_state WHERE destination = ? AND state = 0", rows)
        case .move:
            // Their contents stay: they are sent again.
            done = try database.run(
                "DELETE FROM exception WHERE destination = ? AND seq IN (SELECT seq FROM exception "
                    + "WHERE destination = ? AND seq > ? ORDER BY seq LIMIT ?)",
                .text(name), .text(name), .integer(command.place), .integer(rows))
        case .remove:
            done = try removeExceptions(of: name, "WHERE destination = ?", rows)
            done += try database.run(
                "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt INDEXED BY attempt_destination "
                    + "WHERE destination = ? ORDER BY id LIMIT ?)", .text(name), .integer(rows - done))
        case .rename:
            done = try database.run(
                "UPDATE exception SET destination = ? WHERE destination = ? AND seq IN (SELECT seq FROM exception "
                    + "WHERE destination = ? ORDER BY seq LIMIT ?)",
                .text(name), .text(command.oldName), .text(command.oldName), .integer(rows))
            done += try database.run(
                "UPDATE attempt SET destination = ? WHERE id IN (SELECT id FROM attempt INDEXED BY attempt_destination "
                    + "WHERE destination = ? ORDER BY id LIMIT ?)",
                .text(name), .text(command.oldName), .integer(rows - done))
        case .forget: done = try forget(command, atMost: rows)
        }
        if done < rows { try end(command) }
        return done
    }

    private func end(_ command: ManyRows) throws(JournalError) {
        try database.run("DELETE FROM command WHERE id = ?", .integer(command.number))
        try raiseEpochs(of: command)
        if command.verb == .remove {
            for table in ["cursor", "tally"] {
                try database.run("DELETE FROM \(table) WHERE destination = ?", .text(command.destination))
            }
        }
        // What was forgotten is not left in the second file.
        if command.verb == .forget { hasForgotten = true }
    }

    /// Lets go of the first exceptions of a destination, and of contents that were kept for them.
    func removeExceptions(of destination: String, _ condition: String, _ rows: Int) throws(JournalError) -> Int {
        let seqs = try database.rows(
            "SELECT seq FROM exception \(condition) ORDER BY seq LIMIT ?", .text(destination), .integer(rows)
        ) { $0.integer(0) }
        for seq in seqs { try removeException(seq, at: destination) }
        return seqs.count
    }

    /// The last rows of a learner first, so that those that wait have a head until the end.
    private func forget(_ command: ManyRows, atMost most: Int) throws(JournalError) -> Int {
        let rows = try database.rows(
            "SELECT seq, delivery FROM action INDEXED BY action_key WHERE key = ? AND seq <= ? ORDER BY seq DESC LIMIT ?",
            command.key.map { .blob($0.bytes) } ?? .null, .integer(command.place), .integer(most)
        ) { (seq: $0.integer(0), delivery: $0.integer(1)) }
        try database.runScript("PRAGMA secure_delete = ON")
        defer { try? database.runScript("PRAGMA secure_delete = OFF") }
        for row in rows {
            try database.run("DELETE FROM content WHERE seq = ?", .integer(row.seq))
            try database.run("DELETE FROM exception WHERE seq = ?", .integer(row.seq))
            try database.run("DELETE FROM original WHERE delivery = ?", .integer(row.delivery))
        }
        try database.run(
            "UPDATE command SET place = ? WHERE id = ?", .integer((rows.last?.seq ?? 0) - 1), .integer(command.number))
        return rows.count
    }
}
