package import Journal

/// Commands about many rows: each is noted, does its first step at once, and is done step by step, by one replica at a time.
extension PostgreSQLEngine {
    /// Moves a destination's cursors back to a place, removes the exceptions above it, and cuts the replays that reach farther.
    package func move(_ destination: String, backTo seq: Int64) throws(JournalError) {
        try begin(.move, destination, place: seq) { () throws(JournalError) in
            database.run(
                "UPDATE cursor SET seq = CASE WHEN replay = 0 THEN least(seq, ?) ELSE seq END, "
                    + "last = CASE WHEN replay <> 0 THEN least(last, ?) END WHERE destination = ?",
                .integer(seq), .integer(seq), .text(destination))
        }
    }

    /// Gives the backlog of a destination up, open rows included.
    package func skip(_ destination: String) throws(JournalError) {
        try begin(.skip, destination) { () throws(JournalError) in
            database.run(
                "UPDATE cursor SET seq = greatest(seq, ?) WHERE destination = ? AND replay = 0",
                .integer(try lastPlace()), .text(destination))
        }
    }

    /// Lets go of a destination: cursors, replays, exceptions.
    package func remove(_ destination: String) throws(JournalError) { try begin(.remove, destination) }

    /// Gives a destination another name, which must be unused.
    package func rename(_ old: String, to new: String) throws(JournalError) {
        try change(old) {
            try expectNothingUnderWay(at: old)
            guard try !isConfigured(new) else {
                throw JournalError(
                    .input, "\(new): expected a name that no destination of the journal has; remove it first")
            }
            database.run("DELETE FROM lease WHERE destination = ? OR destination = ?", .text(old), .text(new))
            database.run("UPDATE cursor SET destination = ? WHERE destination = ?", .text(new), .text(old))
            try begin(.rename, new, old: old)
        }
    }

    /// Removes what names a learner: contents, bodies, exceptions.
    ///
    /// Ids and digests stay. What was removed is overwritten when the server's vacuum comes by, and stands in its log and its backups.
    ///
    /// - Returns: How many rows of the log it was so far.
    package func forget(_ key: OrderKey) throws(JournalError) -> Int {
        try counted {
            let epoch = try nextEpoch()
            let last = try database.first(
                "SELECT seq FROM action WHERE key = ? ORDER BY key DESC, seq DESC LIMIT 1", .blob(key.bytes)
            ) { $0.integer(0) }
            guard let last else { return 0 }
            return try step(note(.forget, "", key: key, place: last, epoch: epoch), atMost: ManyRows.step)
        }
    }

    /// Goes on with a command that is not done.
    ///
    /// - Returns: How many rows it was; nil where no command is left.
    package func goOn(atMost rows: Int) throws(JournalError) -> Int? {
        guard try first() != nil else { return nil }
        return try counted {
            // Whoever changes cursors holds the epochs' row: the command is done by one replica at a time.
            let epoch = try nextEpoch()
            guard let command = try first() else { return nil }
            try raiseEpochs(of: command, to: epoch)
            return try step(command, atMost: rows)
        }
    }

    private func first() throws(JournalError) -> ManyRows? {
        try database.first("SELECT \(ManyRows.columns) FROM command ORDER BY id LIMIT 1") { ManyRows($0) } ?? nil
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
            _ = try counted {
                try raiseEpochs(of: command, to: try nextEpoch())
                return try step(command, atMost: ManyRows.step)
            }
        }
    }

    private func begin(
        _ verb: ManyRows.Verb, _ destination: String, old: String = "", place: Int64 = 0,
        _ work: () throws(JournalError) -> Void = {}
    ) throws(JournalError) {
        try counted {
            try expect(destination)
            let epoch = try nextEpoch()
            try expectNothingUnderWay(at: destination)
            try work()
            let command = try note(verb, destination, old: old, place: place, epoch: epoch)
            _ = try step(command, atMost: ManyRows.step)
        }
    }

    /// Notes a command, and makes what its lanes have under way void.
    private func note(
        _ verb: ManyRows.Verb, _ destination: String, old: String = "", key: OrderKey? = nil, place: Int64,
        epoch: Int64
    ) throws(JournalError) -> ManyRows {
        let number = try database.number(
            "INSERT INTO command(verb, destination, old, key, place) VALUES (?, ?, ?, ?, ?) RETURNING id",
            .text(verb.rawValue), .text(destination), .text(old), .blob(key?.bytes), .integer(place))
        let command = ManyRows(
            number: number, verb: verb, destination: destination, oldName: old, key: key, place: place)
        try raiseEpochs(of: command, to: epoch)
        return command
    }

    private func raiseEpochs(of command: ManyRows, to epoch: Int64) throws(JournalError) {
        for destination in command.destination.isEmpty ? try destinations() : [command.destination] {
            setEpoch(epoch, of: destination)
        }
    }

    /// Does a step of a command, whose epoch is raised; ends it where fewer rows were left than the step could have had.
    private func step(_ command: ManyRows, atMost rows: Int) throws(JournalError) -> Int {
        let (name, most) = (Value.text(command.destination), Value.integer(rows))
        var done: Int
        switch command.verb {
        case .skip: done = try removeExceptions(of: command.destination, "AND state = 0 ORDER BY state, seq", rows)
        case .move:
            // Their contents stay: they are sent again.
            done = try count(
                "DELETE FROM exception WHERE destination = ? AND seq = ANY (ARRAY(SELECT seq FROM exception "
                    + "WHERE destination = ? AND seq > ? ORDER BY seq LIMIT ?))", name, name, .integer(command.place),
                most)
        case .remove:
            done = try removeExceptions(of: command.destination, "ORDER BY seq", rows)
            done += try count(
                "DELETE FROM attempt WHERE id = ANY (ARRAY(SELECT id FROM attempt WHERE destination = ? ORDER BY id LIMIT ?))",
                name, .integer(rows - done))
        case .rename:
            let old = Value.text(command.oldName)
            done = try count(
                "UPDATE exception SET destination = ? WHERE destination = ? AND seq = ANY (ARRAY(SELECT seq FROM exception "
                    + "WHERE destination = ? ORDER BY seq LIMIT ?))", name, old, old, most)
            done += try count(
                "UPDATE attempt SET destination = ? WHERE id = ANY (ARRAY(SELECT id FROM attempt WHERE destination = ? "
                    + "ORDER BY id LIMIT ?))", name, old, .integer(rows - done))
        case .forget: done = try forget(command, atMost: rows)
        }
        if done < rows { end(command) }
        return done
    }

    private func end(_ command: ManyRows) {
        database.run("DELETE FROM command WHERE id = ?", .integer(command.number))
        guard command.verb == .remove else { return }
        for table in ["cursor", "lease", "tally"] {
            database.run("DELETE FROM \(table) WHERE destination = ?", .text(command.destination))
        }
    }

    /// How many rows a statement has changed.
    private func count(_ sql: String, _ values: Value...) throws(JournalError) -> Int {
        Int(
            try database.results("WITH changed AS (\(sql) RETURNING 1) SELECT count(*) FROM changed", [values])
                .first?.rows.first { _ in true }?.integer(0) ?? 0)
    }

    /// Lets go of the first exceptions of a destination, and of contents that were kept for them.
    func removeExceptions(of destination: String, _ condition: String, _ rows: Int) throws(JournalError) -> Int {
        let chosen = try database.rows(
            "SELECT seq, shard FROM exception WHERE destination = ? \(condition) LIMIT ?", .text(destination),
            .integer(rows)
        ) { (seq: $0.integer(0), shard: $0.integer(1)) }
        for (shard, rows) in Dictionary(grouping: chosen, by: \.shard) {
            removeExceptions(rows.map(\.seq), at: destination, shard: shard)
        }
        return chosen.count
    }

    /// The last rows of a learner first, so that those that wait have a head until the end.
    private func forget(_ command: ManyRows, atMost most: Int) throws(JournalError) -> Int {
        let rows = try database.rows(
            "SELECT seq, delivery FROM action WHERE key = ? AND seq <= ? ORDER BY key DESC, seq DESC LIMIT ?",
            .blob(command.key?.bytes), .integer(command.place), .integer(most)
        ) { (seq: $0.integer(0), delivery: $0.integer(1)) }
        let seqs = rows.map(\.seq)
        database.run("DELETE FROM content WHERE seq = ANY (?)", .integers(seqs))
        database.run("DELETE FROM exception WHERE seq = ANY (?)", .integers(seqs))
        database.run("DELETE FROM original WHERE delivery = ANY (?)", .integers(rows.map(\.delivery)))
        database.run(
            "UPDATE command SET place = ? WHERE id = ?", .integer((rows.last?.seq ?? 0) - 1), .integer(command.number))
        return rows.count
    }
}
