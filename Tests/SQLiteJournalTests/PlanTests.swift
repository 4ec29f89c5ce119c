import Journal
import Support
import Testing

@testable import SQLiteJournal

/// No statement looks at the whole of a table that grows: SQLite's own plans of all that were prepared.
@Suite struct PlanTests {
    /// The tables that grow with what is stored, or with what did not go smoothly.
    private static let growing = ["action", "content", "delivery", "original", "exception", "attempt", "learner"]

    private func plan(_ sql: String, _ engine: SQLiteEngine) throws -> [String] {
        try engine.database.rows("EXPLAIN QUERY PLAN \(sql)") { $0.text(3) ?? "" }
    }

    @Test func everyStatementGoesByAnIndex() throws {
        let engine = try SQLiteEngine(inMemoryAtMost: 1 << 30)
        let bench = JournalBench { engine }
        try bench.useAll()
        var looked = 0
        for sql in engine.database.statements.sorted() where !sql.hasPrefix("EXPLAIN") {
            for step in try plan(sql, engine) {
                looked += 1
                let isScan = Self.growing.contains { step == "SCAN \($0)" || step.hasPrefix("SCAN \($0) ") }
                // The first rows by number, and no more than the limit says.
                let isBounded = step == "SCAN attempt" && sql.contains("FROM attempt ORDER BY id LIMIT")
                #expect(!isScan || isBounded, "\(step): \(sql)")
            }
        }
        #expect(looked > 60)
    }

    /// The test sees a scan where there is one.
    @Test func aScanIsSeen() throws {
        let engine = try SQLiteEngine(inMemoryAtMost: 1 << 30)
        #expect(
            try plan("SELECT 1 FROM exception WHERE reason = ?", engine).contains { $0.hasPrefix("SCAN exception") })
    }
}
