import Journal
import SQLiteJournal
import Support
import Testing

@Suite struct CopyTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func makeJournal() throws -> SQLiteEngine {
        let bench = JournalBench { [folder] in try SQLiteEngine(path: folder.path("first")) }
        try bench.fillTables()
        return try #require(try bench.engine as? SQLiteEngine)
    }

    @Test func aCopyHoldsAllThatTheJournalHeld() throws {
        let journal = try makeJournal()
        let copy = try SQLiteEngine(path: folder.path("second"))
        _ = try journal.copy(to: copy) { _ in }
        #expect(try JournalContents(of: copy) == JournalContents(of: journal))
        #expect(try copy.check() == [])
    }

    @Test func whatWasUsedIsNotCopiedTo() throws {
        let journal = try makeJournal()
        let other = try SQLiteEngine(path: folder.path("second"))
        _ = try other.append(.sample(1))
        let before = try JournalContents(of: other)
        #expect(throws: JournalError.self) { _ = try journal.copy(to: other) { _ in } }
        #expect(try JournalContents(of: other) == before)
    }

    @Test func aCopyThatWasCutOffIsNoJournal() throws {
        let journal = try makeJournal()
        let copy = try SQLiteEngine(path: folder.path("second"))
        let empty = try JournalContents(of: copy)
        #expect(throws: JournalError.self) {
            try copy.fill {
                try copy.insert(
                    try journal.page(of: StoredTable.all[0], behind: [], rows: 5, bytes: 1), into: StoredTable.all[0])
                throw JournalError(.unavailable, "it was cut off")
            }
        }
        #expect(try JournalContents(of: copy) == empty)
    }
}
