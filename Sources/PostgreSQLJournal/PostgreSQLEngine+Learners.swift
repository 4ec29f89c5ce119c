package import Journal
package import LearnHooks

extension PostgreSQLEngine {
    /// What was found out about the learners of some rows.
    package func learners(of rows: [Int64]) throws(JournalError) -> [Int64: Action.Learner] {
        let learners = try database.rows(
            "SELECT seq, name, email FROM learner WHERE seq = ANY (?)", .integers(rows)
        ) { ($0.integer(0), Action.Learner(name: $0.text(1), email: $0.text(2))) }
        return Dictionary(learners) { first, _ in first }
    }

    /// Keeps what was found out about the learners of some rows.
    ///
    /// Contents are locked, so that whoever lets go of one meanwhile waits, and finds what was kept beside it.
    ///
    /// - Returns: What is kept of those rows now.
    package func keep(_ learners: [Int64: Action.Learner]) throws(JournalError) -> [Int64: Action.Learner] {
        try counted {
            let rows = learners.keys.sorted()
            database.run(
                "INSERT INTO learner SELECT seq, found.name, found.email FROM unnest(?, ?, ?) AS found(seq, name, email) "
                    + "JOIN content USING (seq) ORDER BY seq FOR KEY SHARE OF content ON CONFLICT DO NOTHING",
                .integers(rows), .blobs(rows.map { learners[$0]?.name.map { Array($0.utf8) } }),
                .blobs(rows.map { learners[$0]?.email.map { Array($0.utf8) } }))
            return try self.learners(of: rows)
        }
    }
}
