#if PostgreSQL
    import Journal
    import LearnHooks
    import Support
    import Testing

    @testable import PostgreSQLJournal

    @Suite struct EngineTests {
        private let url: String

        init() throws { url = try DatabaseServer.makeDatabase() }

        private func refusal(_ url: String? = nil, patience: Duration = .zero) -> String {
            do {
                _ = try PostgreSQLEngine(url: url ?? self.url, patience: patience)
                return "none"
            } catch {
                return error.description
            }
        }

        @Test func severalThatStartAtOnceMakeTheTablesOnce() async throws {
            try await withThrowingTaskGroup { group in
                for _ in 0..<6 { group.addTask { [url] in try PostgreSQLEngine(url: url).lastEpoch() } }
                for try await epoch in group { #expect(epoch == 0) }
            }
            #expect(try DatabaseServer.number("SELECT count(*) FROM learnhooks.meta", in: url) == 1)
        }

        @Test func tablesOfANewerProgramAreUsedWhereItSaysSo() throws {
            _ = try PostgreSQLEngine(url: url)
            try DatabaseServer.run("UPDATE learnhooks.meta SET version = 1000", in: url)
            #expect(refusal() == "none")
            try DatabaseServer.run("UPDATE learnhooks.meta SET oldest = 1000", in: url)
            #expect(refusal().contains("version 1000"))
        }

        @Test func aProgramThatTheTablesHaveGrownAwayFromWritesNoMore() throws {
            let engine = try PostgreSQLEngine(url: url)
            try DatabaseServer.run("UPDATE learnhooks.meta SET oldest = 1000", in: url)
            _ = try engine.lastEpoch()
            let error = #expect(throws: JournalError.self) { try engine.commit { _ = try engine.append(.sample(1)) } }
            #expect(error?.kind == .unavailable)
        }

        @Test func commitsThatAreNotWaitedForAreRefused() throws {
            try DatabaseServer.run(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$",
                in: url)
            #expect(refusal().contains("synchronous_commit"))
        }

        @Test(arguments: [
            "postgresql://ann:se%cret@host/db", "postgresql://ann:secret#@host:5432x/db",

            "postgres://ann:secret@127.0.0.1:1/db",
            "postgres://ann:secret@host.invalid/db", "postgres://ann@127.0.0.1:sec/ret@x/db",
            "postgres://127.0.0.1:1/db?password=secret",
        ])
        func noPasswordIsRepeated(_ url: String) {
            let refusal = refusal(url)
            #expect(refusal != "none")
            #expect(!refusal.contains("secret") && !refusal.contains("se%cret") && !refusal.contains("ret@"))
        }

        @Test func theOrderOfAppendsIsThatOfCommits() async throws {
            _ = try PostgreSQLEngine(url: url)
            try await withThrowingTaskGroup { group in
                for writer in 0..<3 {
                    group.addTask { [url] in
                        let engine = try PostgreSQLEngine(url: url)
                        for group in 0..<20 {
                            try engine.commit {
                                _ = try engine.append((0..<5).map { .sample(1_000 * writer + 10 * group + $0) })
                            }
                        }
                    }
                }
                // Whoever reads on behind the last row that it has seen misses none.
                let reader = try PostgreSQLEngine(url: url)
                let shard = OrderKey(source: "https://example.org", learner: "ann").shard
                var (last, count) = (Int64(0), 0)
                try reader.configure("lrs", from: .beginning)
                try waitUntil {
                    let rows = try reader.freshRows(
                        of: CursorName(destination: "lrs", shard: shard), behind: last, upTo: nil, rows: 200,
                        bytes: 1 << 20)
                    count += rows.count
                    last = rows.last?.row.seq ?? last
                    return count == 600
                }
                try await group.waitForAll()
            }
        }

        @Test func aConnectionThatIsCutHeals() throws {
            let engine = try PostgreSQLEngine(url: url)
            try engine.commit { _ = try engine.append(.sample(1)) }
            try DatabaseServer.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
                in: url)
            do throws(JournalError) {
                // On a connection that was not quiet for long it is not asked first whether it lives.
                try engine.commit { _ = try engine.append(.sample(2)) }
            } catch {
                #expect(error.kind == .unavailable)
            }
            try waitUntil { (try? engine.commit { _ = try engine.append(.sample(2)) }) != nil }
            #expect(try engine.summary(at: 0).deliveries == 2)
        }

        @Test func whoWasFrozenWhileItsConnectionDiedStoresAtOnce() async throws {
            let engine = try PostgreSQLEngine(url: url)
            try DatabaseServer.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
                in: url)
            try await Task.sleep(for: Database.quiet)
            try engine.commit { _ = try engine.append(.sample(1)) }
            #expect(try engine.summary(at: 0).copies == 0)
        }

        @Test(arguments: [
            ("statement_timeout", "10s"), ("lock_timeout", "8s"), ("idle_in_transaction_session_timeout", "5s"),
            ("tcp_user_timeout", "10000"), ("synchronous_commit", "on"),
        ])
        func aConnectionHasItsLimits(_ name: String, _ value: String) throws {
            let engine = try PostgreSQLEngine(url: try DatabaseServer.overTCP(url))
            let found = try engine.database.first("SELECT current_setting('\(name)')") { $0.text(0) }
            #expect(found == value)
        }

        @Test func whoIsStoppedInTheMiddleLosesTheLock() throws {
            let (stopped, other) = (try PostgreSQLEngine(url: url), try PostgreSQLEngine(url: url))
            #expect(throws: JournalError.self) {
                try stopped.commit {
                    _ = try stopped.append(.sample(1))
                    // The server ends a transaction that does nothing, and another one goes on.
                    try other.commit { _ = try other.append(.sample(2)) }
                    _ = try stopped.append(.sample(3))
                }
            }
            #expect(try other.summary(at: 0).deliveries == 1)
        }

        @Test func whatIsCountedIsFoldedAndStays() throws {
            let engine = try PostgreSQLEngine(url: url)
            for number in 1...20 { try engine.commit { _ = try engine.append(.sample(number)) } }
            #expect(try DatabaseServer.number("SELECT count(*) FROM learnhooks.total", in: url) == 20)
            _ = try engine.prune(Retention(), at: 0)
            #expect(try DatabaseServer.number("SELECT count(*) FROM learnhooks.total", in: url) == 1)
            #expect(try engine.summary(at: 0).deliveries == 20)
        }

        @Test func whatIsLetGoOfIsRoomAgain() throws {
            let engine = try PostgreSQLEngine(url: url)
            try engine.configure("lrs", from: .end)
            let before = try engine.size().used
            try engine.commit { _ = try engine.append(.sample(1, body: String(repeating: "x", count: 100_000))) }
            #expect(try engine.size().used > before + 100_000)
            try engine.skip("lrs")
            for _ in 0..<5 { _ = try engine.prune(.nothing, at: 1_000_000_000_000) }
            #expect(try engine.size().used < before + 10_000)
        }
    }
#endif
