import Journal

extension JournalRule {
    static let retention = [
        JournalRule("what is not delivered keeps its content, however old; what is delivered loses it") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.engine.configure("crm", from: .beginning)
            try bench.append(1...3)
            try bench.settle([], to: 6)
            try bench.settle([], to: 4, at: "crm")
            try bench.prune(keepingIDs)
            try bench.engine.move("lrs", backTo: 0)
            try bench.expect(try bench.fresh().map { $0.row.content == nil }, [true, true, true, true, false, false])
        },
        JournalRule("an exception keeps its content until it is settled") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...2)
            try bench.settle([(2, .aside(until: 0)), (4, .refused)], to: 4, time: 1_000_000_000_000)
            var retention = keepingIDs
            retention.dead = 1000
            try bench.prune(retention)
            let row = try bench.engine.retries(
                of: "lrs", shard: bench.key.shard, dueBy: 1_000_000_000_000, rows: 1, bytes: 100
            ).first?.row
            try bench.expect(row?.content == nil, false)
            try bench.expect(try bench.summary().dead, 1)
            try bench.settle([(2, .passed)])
            try bench.prune(keepingIDs, at: 1_000_000_002_000)
            try bench.expect(try bench.summary().dead, 0)
            try bench.engine.move("lrs", backTo: 0)
            try bench.expect(try bench.fresh().map { $0.row.content == nil }, [true, true, true, true])
        },
        JournalRule("what a replay has before it keeps its content") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...2)
            try bench.settle([], to: 4)
            let number = try bench.engine.replay("lrs", from: 3, through: 4, filter: nil)
            try bench.prune(keepingIDs)
            try bench.expect(try bench.fresh(replay: number).map { $0.row.content == nil }, [false, false])
        },
        JournalRule("a list that comes again after its contents went is known") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...1)
            try bench.settle([], to: 2)
            try bench.prune(keepingIDs)
            try bench.expect(try bench.engine.append(.sample(1)), .repeated(copies: 2))
            try bench.expect(
                try bench.engine.append(.sample(1, actions: 2, body: "more")),
                .stored(actions: 1, known: 1, isChanged: false))
        },
        JournalRule("a destination that is configured no more holds nothing back after its time") { bench in
            try bench.leaveCRM(atMostDays: 29)
            try bench.expect(try bench.fresh().map { $0.row.content == nil }, [true, false, false, false])
            try bench.expect(try [bench.summary("crm").retrying, bench.summary("crm").behind], [1, 2])
            try bench.settle([], to: 4)
            try bench.prune(keepingIDs, at: 31 * 86_400_000)
            try bench.engine.move("lrs", backTo: 0)
            try bench.expect(try bench.fresh().map { $0.row.content == nil }, [true, true, true, true])
            try bench.expect(try [bench.summary("crm").retrying, bench.summary("crm").behind], [0, 2])
            // Its ids go with those of all others.
            try bench.settle([], to: 4)
            try bench.prune(at: 31 * 86_400_000)
            try bench.expect(try bench.engine.check(), [])
        },
        JournalRule("a destination that is configured again holds back what it has not") { bench in
            try bench.leaveCRM(atMostDays: 29)
            try bench.settle([], to: 4)
            try bench.engine.markAbsent(allBut: ["lrs", "crm"], at: 29 * 86_400_000)
            try bench.prune(keepingIDs, at: 100 * 86_400_000)
            try bench.engine.markAbsent(allBut: ["lrs"], at: 100 * 86_400_000)
            try bench.prune(keepingIDs, at: 129 * 86_400_000)
            try bench.engine.move("lrs", backTo: 0)
            try bench.expect(try bench.fresh().map { $0.row.content == nil }, [true, false, false, false])
            try bench.expect(try [bench.summary("crm").retrying, bench.summary("crm").behind], [1, 2])
        },
        JournalRule("rows behind are counted by a subtraction that pruning does not change") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...5)
            try bench.settle([], to: 6)
            try bench.expect(try bench.summary().behind, 4)
            try bench.prune()
            try bench.expect(try bench.summary().behind, 4)
            try bench.settle([], to: 10)
            try bench.prune()
            try bench.append(6...6)
            try bench.expect(try bench.summary().behind, 2)
        },
    ]

    /// A retention that keeps ids, and contents no longer than it must.
    private static var keepingIDs: Retention {
        var retention = Retention.nothing
        retention.ids = .max
        return retention
    }
}

extension JournalBench {
    /// Delivers all to one destination, and a half to another, which has one row open and is not configured since the beginning of time;
    /// prunes after so many days, and goes back to the beginning.
    fileprivate func leaveCRM(atMostDays days: Int64) throws {
        try engine.configure("lrs", from: .beginning)
        try engine.configure("crm", from: .beginning)
        try append(1...2)
        try settle([], to: 4)
        try settle([(2, .aside(until: 0))], to: 2, at: "crm")
        try engine.markAbsent(allBut: ["lrs"], at: 0)
        var retention = Retention.nothing
        retention.ids = .max
        try prune(retention, at: days * 86_400_000)
        try engine.move("lrs", backTo: 0)
    }
}
