#if PostgreSQL
    import Journal
    import Support
    import Testing

    @testable import PostgreSQLJournal

    /// No statement looks at the whole of a table that grows: the server's own plans of all that were prepared.
    @Suite struct PlanTests {
        private let url: String

        init() throws { url = try DatabaseServer.makeDatabase() }

        @Test func everyStatementGoesByAnIndex() throws {
            let engine = try PostgreSQLEngine(url: url)
            let bench = JournalBench { engine }
            try bench.useAll()
            let prepared = try engine.database.rows(
                "SELECT name, statement, coalesce(array_length(parameter_types, 1), 0) FROM pg_prepared_statements"
            ) { (name: $0.text(0) ?? "", sql: $0.text(1) ?? "", count: Int($0.integer(2))) }
            var looked = 0
            let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"]
            for statement in prepared where verbs.contains(where: { statement.sql.hasPrefix($0) }) {
                let values = Array(repeating: "NULL", count: statement.count).joined(separator: ", ")
                let plan = try engine.database.rows(
                    "EXPLAIN EXECUTE \(statement.name)\(values.isEmpty ? "" : "(\(values))")"
                ) { $0.text(0) ?? "" }
                looked += 1
                for table in ["action", "content", "delivery", "original", "exception", "attempt", "learner"] {
                    #expect(!plan.contains { $0.contains("Seq Scan on \(table) ") }, "\(statement.sql)\n\(plan)")
                }
            }
            #expect(looked > 60)
        }
    }
#endif
