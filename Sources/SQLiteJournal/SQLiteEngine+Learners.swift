package import Journal
package import LearnHooks

extension SQLiteEngine {
    /// What was found out about the learners of some rows.
    package func learners(of rows: [Int64]) throws(JournalError) -> [Int64: Action.Learner] {
        var learners: [Int64: Action.Learner] = [:]
        for row in rows {
            learners[row] = try database.first("SELECT name, email FROM learner WHERE seq = ?", .integer(row)) {
                Action.Learner(name: $0.text(0), email: $0.text(1))
            }
        }
        return learners
    }

    /// Keeps what was found out about the learners of some rows.
    ///
    /// - Returns: What is kept of those rows now.
    package func keep(_ learners: [Int64: Action.Learner]) throws(JournalError) -> [Int64: Action.Learner] {
        try database.unit {
            for (row, learner) in learners {
                try database.run(
                    "INSERT OR IGNORE INTO learner(seq, name, email) SELECT seq, ?, ? FROM content WHERE seq = ?",
                    .bytes(learner.name), .bytes(learner.email), .integer(row))
            }
            return try self.learners(of: learners.keys.sorted())
        }
    }
}
