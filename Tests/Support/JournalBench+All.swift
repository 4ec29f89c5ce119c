import Journal
import LearnHooks

extension JournalBench {
    /// Does all that the function does by itself, and all that a person does but to look for damage: for who looks at statements.
    package func useAll() throws {
        let engine = try engine
        try engine.configure("lrs", from: .beginning)
        try engine.configure("crm", from: .time(0))
        try engine.markAbsent(allBut: ["lrs"], at: 0)
        for number in 1...4 { _ = try engine.append([.sample(number, messageID: "m\(number)"), .sample(number)]) }
        _ = try fresh()
        try settle([(1, .refused), (2, .aside(until: 5)), (3, .heldBack), (4, .conflict(status: 409))], to: 4)
        let cursor = try cursor()
        _ = try engine.settle(
            Settlement(
                cursor: cursor.name, epoch: cursor.epoch, seq: nil, rows: [], time: 1,
                attempt: Attempt(time: 1, duration: 1, rows: 1, status: 500, reason: "500", first: 1, last: 1)))
        _ = try due(by: 10)
        _ = try engine.nextDue(of: "lrs", shard: key.shard)
        let number = try engine.replay("lrs", from: 1, through: 4, filter: nil)
        _ = try fresh(replay: number)
        _ = try engine.keep([2: .init(name: "Ann")])
        _ = try engine.deliveries(JournalFilter("learner:ann since:1d", now: 1 << 40), before: nil, atMost: 10)
        _ = try engine.exceptions(of: "lrs", .open, JournalFilter(), behind: 0, atMost: 10)
        _ = try engine.attempts(of: "lrs", JournalFilter(), before: nil, atMost: 10)
        _ = try engine.delivery(1)
        _ = try engine.listed([1, 2])
        _ = try engine.delivery(of: "action-1-0")
        _ = try engine.release(ExceptionSelection(), at: 1, atMost: 1)
        _ = try engine.drop(ExceptionSelection(), atMost: 1)
        _ = try engine.summary(at: 0)
        _ = try engine.prune(.nothing, at: 100 * 86_400_000)
        try engine.move("lrs", backTo: 1)
        try engine.skip("lrs")
        try engine.rename("lrs", to: "other")
        if let stored = try engine.stored(2) {
            let row = JournalEntry.NewRow(id: "new", orderKey: key, kind: "k", content: [])
            _ = try engine.add([row], nil, to: stored.line.number, at: 0)
            try engine.correct([2: row], at: nil, time: 0)
        }
        _ = try engine.forget(key)
        try engine.remove("crm")
        _ = try engine.lastPlaces()
    }
}
