import SQLiteJournal
import Support
import Testing

@Suite struct RuleTests {
    @Test(arguments: JournalRule.all)
    func anEngineHoldsToItsRules(_ rule: JournalRule) throws {
        let folder = try Folder()
        let path = folder.path("journal.sqlite")
        let bench = JournalBench { try SQLiteEngine(path: path) }
        try rule.check(bench)
        bench.restart()
        #expect(try SQLiteEngine(path: path).check() == [])
    }
}
