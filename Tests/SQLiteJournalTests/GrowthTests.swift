import Journal
import SQLiteJournal
import Support
import Testing

/// What must not grow with the backlog, the open rows or the age of the log: steps of SQLite's machine, which no other program changes.
@Suite struct GrowthTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// A journal with so many deliveries of ten learners, of whom one has all of them open, and a destination that has none of them.
    private func engine(_ deliveries: Int) throws -> (SQLiteEngine, JournalBench) {
        let engine = try SQLiteEngine(path: folder.path("\(deliveries).sqlite"))
        let bench = JournalBench { engine }
        try engine.configure("lrs", from: .beginning)
        try engine.configure("crm", from: .beginning)
        try engine.commit {
            for number in 1...deliveries { _ = try engine.append(.sample(number)) }
            let last = Int64(2 * deliveries)
            try bench.settle((1...last - 20).map { ($0, $0 == 1 ? .aside(until: 10) : .heldBack) }, to: last - 20)
        }
        return (engine, bench)
    }

    private func steps(_ deliveries: Int, _ work: (SQLiteEngine, JournalBench) throws -> Void) throws -> Int {
        let (engine, bench) = try engine(deliveries)
        // Once without counting: statements are prepared.
        try work(engine, bench)
        _ = engine.takeSteps()
        try work(engine, bench)
        return engine.takeSteps()
    }

    private func expectNoGrowth(_ work: (SQLiteEngine, JournalBench) throws -> Void) throws {
        let (small, large) = (try steps(600, work), try steps(3_000, work))
        #expect(Double(large) <= 1.3 * Double(small), "\(small) steps among 600, \(large) among 3,000")
    }

    @Test func freshRows() throws {
        try expectNoGrowth { engine, bench in
            try bench.expect(bench.fresh().count, 20)
            let name = CursorName(destination: "crm", shard: bench.key.shard)
            _ = try engine.freshRows(of: name, behind: 50, upTo: nil, rows: 50, bytes: 1 << 20)
        }
    }

    @Test func retries() throws {
        try expectNoGrowth { _, bench in
            try bench.expect(bench.due(by: 10, rows: 50).count, 50)
            try bench.expect(bench.due(by: 9), [])
        }
    }

    @Test func settling() throws {
        try expectNoGrowth { engine, bench in
            let head = try bench.due(by: 100, rows: 1)[0]
            try bench.settle([(head, .passed)], time: 10)
            try bench.settle([], to: 60, at: "crm")
        }
    }

    @Test func appending() throws {
        try expectNoGrowth { engine, _ in
            let number = Int(try engine.summary(at: 0).deliveries) + 1
            _ = try engine.append(.sample(number))
            _ = try engine.append(.sample(number))
        }
    }

    @Test func summaries() throws {
        try expectNoGrowth { engine, _ in _ = try engine.summary(at: 0) }
    }

    @Test func pruning() throws {
        try expectNoGrowth { engine, bench in
            try engine.skip("crm")
            _ = try engine.prune(Retention(), at: 0)
        }
    }
}
