import CSQLite
import Foundation
import Journal
import LearnHooks
import Support
import Testing

@testable import SQLiteJournal

/// What is refused at the start, each with one clear line.
@Suite struct FileTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.path("journal.sqlite")
    }

    private func refusal(patience: Duration = .zero) -> String {
        do {
            _ = try SQLiteEngine(path: path, patience: patience)
            return "none"
        } catch {
            #expect(error.kind == .configuration)
            return error.description
        }
    }

    @Test func theOwnerAloneReadsIt() throws {
        let engine = try SQLiteEngine(path: path)
        _ = try engine.append(.sample(1))
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
        }
    }

    @Test func oneProcessAtATime() throws {
        let engine = try SQLiteEngine(path: path)
        #expect(refusal().hasSuffix("another process has it open: one at a time can; stop the other one"))
        withExtendedLifetime(engine) {}
    }

    @Test(arguments: ["no file of SQLite's, and long enough to be one of somebody's", "x"])
    func anotherProgramsFileIsLeftAlone(_ text: String) throws {
        let text = String(repeating: text, count: 100)
        _ = try folder.write(text, to: "journal.sqlite")
        #expect(refusal().contains(path))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func anotherProgramsTablesAreLeftAlone() throws {
        let bytes = try emptyDatabase(application: 7, version: 1)
        #expect(refusal().contains("another program's"))
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    /// SQLite has written its header, and the process was killed before the tables existed.
    @Test func aFileWithoutTablesIsMadeAnew() throws {
        var database: OpaquePointer?
        #expect(unsafe sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK)
        #expect(unsafe sqlite3_exec(database, "PRAGMA journal_mode = WAL", nil, nil, nil) == SQLITE_OK)
        #expect(unsafe sqlite3_close_v2(database) == SQLITE_OK)
        #expect(try Data(contentsOf: URL(filePath: path)).count > 0)
        let engine = try SQLiteEngine(path: path)
        #expect(try engine.append(.sample(1)).known == 0)
    }

    @Test func aJournalWithoutItsSecondFileIsNoNewOne() throws {
        let engine = try SQLiteEngine(path: path)
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.range(of: Data("CREATE TABLE action".utf8)) != nil)
        withExtendedLifetime(engine) {}
    }

    @Test func aNewerSchemaIsRefused() throws {
        _ = try emptyDatabase(application: 0x4C48_6A72, version: 1000)
        #expect(refusal().contains("version 1000"))
    }

    /// Makes a journal as the first version did.
    private func makeFirstVersion() throws {
        let database = try Database(path: path)
        try database.runScript(
            Schema.steps[0] + "PRAGMA application_id = \(Schema.application); PRAGMA user_version = 1")
    }

    @Test func anOlderSchemaBecomesThisOne() throws {
        try makeFirstVersion()
        for _ in 0..<2 {
            let engine = try SQLiteEngine(path: path)
            _ = try engine.append(.sample(1))
            #expect(try engine.keep([2: Action.Learner(name: "Ann")]) == [2: Action.Learner(name: "Ann")])
            #expect(try engine.database.number("PRAGMA user_version") == Int64(Schema.version))
            #expect(try engine.check() == [])
        }
    }

    @Test func aStepThatFailsChangesNothing() throws {
        try makeFirstVersion()
        try Database(path: path).runScript("CREATE TABLE learner(x)")
        #expect(refusal().contains("learner"))
        #expect(try Database(path: path).number("PRAGMA user_version") == 1)
    }

    @Test func aFileThatIsCutOffIsRefused() throws {
        do {
            let engine = try SQLiteEngine(path: path)
            for number in 1...100 { _ = try engine.append(.sample(number)) }
        }
        let data = try Data(contentsOf: URL(filePath: path))
        try data.prefix(data.count / 2).write(to: URL(filePath: path))
        let refusal = refusal()
        #expect(refusal.contains(path))
        #expect(refusal.hasSuffix("restore a backup"))
    }

    /// A write to a file that was removed is not acknowledged.
    @Test(arguments: [false, true]) func aFileThatWasRemovedIsWrittenNoMore(isReplaced: Bool) throws {
        let engine = try SQLiteEngine(path: path)
        try engine.commit { _ = try engine.append(.sample(1)) }
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        if isReplaced { _ = try folder.write("", to: "journal.sqlite") }
        do {
            try engine.commit { _ = try engine.append(.sample(2)) }
            Issue.record("it was stored")
        } catch {
            #expect(error.kind == .unavailable)
            #expect("\(error)".contains("removed"))
        }
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path + ".back")
    }

    /// A copy has what was committed, though nothing of it stands in the file itself yet.
    @Test func aCopyIsAJournal() throws {
        let engine = try SQLiteEngine(path: path)
        try engine.commit { _ = try engine.append(.sample(1)) }
        try SQLiteEngine.copy(path, to: path + ".copy")
        #expect(throws: JournalError.self) { try SQLiteEngine.copy(path, to: path + ".copy") }
        let attributes = try FileManager.default.attributesOfItem(atPath: path + ".copy")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let copy = try SQLiteEngine(path: path + ".copy")
        #expect(try copy.summary(at: 0).deliveries == 1)
        #expect(try copy.check() == [])
        try engine.commit { _ = try engine.append(.sample(2)) }
        #expect(try engine.summary(at: 0).deliveries == 2)
    }

    @Test func aFolderIsNoFile() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(refusal().contains("cannot be opened"))
    }

    @Test func aFolderThatIsNotThereIsNotMade() throws {
        let engine = Result { try SQLiteEngine(path: folder.path("none") + "/journal.sqlite") }
        #expect(throws: JournalError.self) { try engine.get() }
    }

    @Test func whenItIsFullDeliveriesWaitOutsideAndCursorsMoveOn() throws {
        let engine = try SQLiteEngine(path: path, atMost: (64 << 20) + (1 << 20))
        try engine.configure("lrs", from: .beginning)
        var stored = 0
        let error = #expect(throws: JournalError.self) {
            while true {
                try engine.commit {
                    _ = try engine.append(.sample(stored, body: String(repeating: "x", count: 100_000 + stored)))
                }
                stored += 1
            }
        }
        #expect(error?.kind == .unavailable)
        #expect(stored > 3)
        let cursor = try #require(try engine.cursors().first)
        #expect(try engine.settle(Settlement(cursor: cursor.name, epoch: cursor.epoch, seq: 1, rows: [], time: 0)))
    }

    @Test func whatIsForgottenStandsInNoFile() throws {
        let engine = try SQLiteEngine(path: path)
        try engine.commit { _ = try engine.append(.sample(1, body: "the secret of ann")) }
        try engine.commit {
            _ = try engine.append(.sample(2, learner: "ben", body: "the secret of ben"))
            _ = try engine.forget(OrderKey(source: "https://example.org", learner: "ann"))
        }
        let bytes = try ["", "-wal"].map { try Data(contentsOf: URL(filePath: path + $0)) }
        #expect(bytes.allSatisfy { $0.range(of: Data("the secret of ann".utf8)) == nil })
        #expect(bytes.contains { $0.range(of: Data("the secret of ben".utf8)) != nil })
    }

    /// An empty file of SQLite's whose header has two numbers, which stand at bytes 60 and 68 of it.
    ///
    /// Source: https://sqlite.org/fileformat2.html, The Database Header.
    private func emptyDatabase(application: UInt32, version: UInt32) throws -> Data {
        do { _ = try SQLiteEngine(path: path) }
        var data = try Data(contentsOf: URL(filePath: path))
        for (offset, number) in [(60, version), (68, application)] {
            for byte in 0..<4 { data[offset + byte] = UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32(byte))) }
        }
        try data.write(to: URL(filePath: path))
        return data
    }
}
