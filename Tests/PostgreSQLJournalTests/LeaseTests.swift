#if PostgreSQL
    import Journal
    import PostgreSQLJournal
    import Support
    import Testing

    @Suite struct LeaseTests {
        private let first: PostgreSQLEngine
        private let second: PostgreSQLEngine
        private let url: String
        private let ann = Replica(id: [1], destinations: ["lrs"])
        private let ben = Replica(id: [2], destinations: ["lrs"])
        private let name = CursorName(destination: "lrs", shard: 3)

        init() throws {
            url = try DatabaseServer.makeDatabase()
            first = try PostgreSQLEngine(url: url)
            second = try PostgreSQLEngine(url: url)
            try first.configure("lrs", from: .beginning)
        }

        private func epoch() throws -> Int64 { try #require(try first.cursors().first { $0.name == name }).epoch }

        @Test func oneHasALeaseAtATime() throws {
            #expect(try first.take([name], for: ann, 30_000) == [name])
            let epoch = try epoch()
            #expect(try second.take([name], for: ben, 30_000) == [])
            #expect(try self.epoch() == epoch)
            try first.giveUp([name], of: ann)
            #expect(try second.take([name], for: ben, 30_000) == [name])
            #expect(try self.epoch() > epoch)
        }

        @Test func whoLostItsLeaseCannotWrite() throws {
            _ = try first.take([name], for: ann, 1)
            let old = try epoch()
            try waitUntil { try second.take([name], for: ben, 30_000) == [name] }
            let settlement = Settlement(cursor: name, epoch: old, seq: 7, rows: [], time: 0)
            #expect(try first.settle(settlement) == false)
            // What it renews is not what another one has.
            try first.renew(ann, for: 30_000)
            #expect(try first.leases(of: 30_000).leases == [Lease(name: name, owner: [2], isOver: false)])
        }

        @Test func leasesThatEndTooFarOffWereWrittenUnderAnotherClock() throws {
            _ = try first.take([name], for: ann, 3_600_000)
            #expect(try first.leases(of: 30_000).leases.map(\.isOver) == [true])
            #expect(try second.take([name], for: ben, 30_000) == [name])
        }

        @Test func whoEndsGivesEverythingUp() throws {
            try first.renew(ann, for: 30_000)
            _ = try first.take([name], for: ann, 30_000)
            #expect(try second.leases(of: 30_000).replicas == [ann])
            try first.leave(ann)
            #expect(
                try second.leases(of: 30_000)
                    == LeaseTable(replicas: [], leases: [Lease(name: name, owner: [1], isOver: true)]))
        }

        @Test func replaysGoWithTheirShard() throws {
            let number = try first.replay("lrs", from: 1, through: 5, filter: nil)
            _ = try first.take([name], for: ann, 30_000)
            let cursors = try first.cursors().filter { $0.name.shard == 3 }
            #expect(Set(cursors.map(\.epoch)).count == 1)
            #expect(cursors.contains { $0.name.replay == number })
        }
    }
#endif
