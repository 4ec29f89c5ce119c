#if PostgreSQL
    import Journal
    import PostgreSQLJournal
    import Support
    import Testing

    @Suite struct RuleTests {
        @Test(arguments: JournalRule.all)
        func anEngineHoldsToItsRules(_ rule: JournalRule) throws {
            let url = try DatabaseServer.makeDatabase()
            let bench = JournalBench { try PostgreSQLEngine(url: url) }
            try rule.check(bench)
            bench.restart()
            #expect(try PostgreSQLEngine(url: url).check() == [])
        }
    }
#endif
