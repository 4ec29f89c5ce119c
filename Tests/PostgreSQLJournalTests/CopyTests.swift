#if PostgreSQL
    import Journal
    import LearnHooks
    import PostgreSQLJournal
    import SQLiteJournal
    import Support
    import Testing

    @Suite struct CopyTests {
        private let folder: Folder
        private let url: String

        init() throws {
            folder = try Folder()
            url = try DatabaseServer.makeDatabase()
        }

        private func makeFile(isFull: Bool) throws -> SQLiteEngine {
            let bench = JournalBench { [folder] in try SQLiteEngine(path: folder.path("first")) }
            try isFull ? bench.fillTables() : bench.useUp()
            return try #require(try bench.engine as? SQLiteEngine)
        }

        @Test(arguments: [true, false])
        func aJournalIsTheSameInADatabaseAndInAFileAgain(_ isFull: Bool) throws {
            let file = try makeFile(isFull: isFull)
            let contents = try JournalContents(of: file)
            #expect(!isFull || contents.emptyTables == [])
            let database = try PostgreSQLEngine(url: url)
            var rows = 0
            let head = try file.copy(to: database) { rows = $0 }
            #expect(head == contents.head)
            #expect(rows == contents.tables.values.reduce(0) { $0 + $1.count })
            #expect(try JournalContents(of: database) == contents)
            #expect(try database.check() == [])
            let again = try SQLiteEngine(path: folder.path("second"))
            _ = try database.copy(to: again) { _ in }
            #expect(try JournalContents(of: again) == contents)
            #expect(try again.check() == [])
            #expect(try again.summary(at: 0).destinations == file.summary(at: 0).destinations)
            #expect(try database.summary(at: 0).destinations == file.summary(at: 0).destinations)
        }

        @Test(arguments: [true, false])
        func aCopyGoesOnWhereTheOtherOneStopped(_ isFull: Bool) throws {
            let file = try makeFile(isFull: isFull)
            let database = try PostgreSQLEngine(url: url)
            _ = try file.copy(to: database) { _ in }
            let news = (1_000...1_002).map { JournalEntry.sample($0) }
            for engine in [file, database] as [any JournalEngine] { try engine.commit { _ = try engine.append(news) } }
            #expect(try database.lastPlaces() == file.lastPlaces())
            try database.pause("lrs", because: nil)
            try file.pause("lrs", because: nil)
            #expect(try database.lastEpoch() == file.lastEpoch())
            #expect(try database.size().used > 0)
        }

        @Test func whatWasUsedIsNotCopiedTo() throws {
            let file = try makeFile(isFull: true)
            let database = try PostgreSQLEngine(url: url)
            try database.configure("lrs", from: .end)
            let before = try JournalContents(of: database)
            let error = #expect(throws: JournalError.self) { _ = try file.copy(to: database) { _ in } }
            #expect(error?.description.contains("expected an empty journal") == true)
            #expect(try JournalContents(of: database) == before)
        }

        @Test func aDatabaseThatReplicasUseIsNotCopied() throws {
            let database = try PostgreSQLEngine(url: url)
            let replica = Replica(id: [1], destinations: ["lrs"])
            try database.renew(replica, for: 30_000)
            let file = try SQLiteEngine(path: folder.path("second"))
            let error = #expect(throws: JournalError.self) { _ = try database.copy(to: file) { _ in } }
            #expect(error?.description.contains("stop them first") == true)
            try database.leave(replica)
            _ = try database.copy(to: file) { _ in }
        }

        @Test func nothingIsAppendedToWhatIsBeingCopied() throws {
            let (database, other) = (try PostgreSQLEngine(url: url), try PostgreSQLEngine(url: url))
            try database.commit { _ = try database.append(.sample(1)) }
            try database.atRest {
                let error = #expect(throws: JournalError.self) { try other.commit { _ = try other.append(.sample(2)) } }
                #expect(error?.kind == .unavailable)
            }
            try other.commit { _ = try other.append(.sample(2)) }
            #expect(try database.summary(at: 0).deliveries == 2)
        }
    }
#endif
