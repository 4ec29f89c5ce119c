import Journal
import LearnHooks

extension JournalRule {
    static let dispatch = [
        JournalRule("a window has so many rows and bytes; a larger row comes alone") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...3)
            let name = try bench.cursor().name
            for (rows, bytes, expected) in [(4, 1000, 4), (100, 1, 1), (100, 40, 2)] {
                let window = try bench.engine.freshRows(of: name, behind: 0, upTo: nil, rows: rows, bytes: bytes)
                try bench.expect(window.count, expected)
            }
            let last = try bench.engine.freshRows(of: name, behind: 2, upTo: 4, rows: 100, bytes: 1000)
            try bench.expect(last.map(\.row.seq), [3, 4])
        },
        JournalRule("what is written under an epoch that is no more is void") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...1)
            let epoch = try bench.cursor().epoch
            try bench.engine.pause("lrs", because: "a test")
            try bench.expect(try bench.settle([(1, .aside(until: 0))], to: 1, epoch: epoch), false)
            try bench.expect(try bench.cursor().seq, 0)
            try bench.expect(try bench.due(by: 0), [])
            try bench.expect(try bench.cursor().paused, "a test")
        },
        JournalRule("behind an open row its learner's rows are held, and nobody else's") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.engine.configure("crm", from: .beginning)
            try bench.append(1...2)
            try bench.settle([(1, .passed), (2, .aside(until: 10))], to: 2)
            try bench.expect(try bench.fresh().map(\.isHeld), [true, true])
            try bench.expect(try bench.fresh("crm").map(\.isHeld), [false, false, false, false])
            try bench.settle([(3, .heldBack), (4, .heldBack)], to: 4)
            try bench.expect(try [bench.summary().retrying, bench.summary().held], [1, 2])
            try bench.expect(try bench.due(by: 9), [])
            try bench.expect(try bench.due(by: 10), [2, 3, 4])
            try bench.expect(try bench.due(by: 10, rows: 2), [2, 3])
        },
        JournalRule("when a head is settled, the next of its learner is the head, and falls due then") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...2)
            try bench.settle([(1, .aside(until: 10)), (2, .heldBack), (3, .heldBack), (4, .heldBack)], to: 4)
            try bench.settle([(1, .passed)], time: 20)
            try bench.expect(try bench.engine.nextDue(of: "lrs", shard: bench.key.shard), 20)
            try bench.settle([(2, .refused)], time: 30)
            try bench.expect(try bench.engine.nextDue(of: "lrs", shard: bench.key.shard), 30)
            bench.restart()
            try bench.expect(try bench.due(by: 30), [3, 4])
            try bench.expect(try [bench.summary().retrying, bench.summary().held, bench.summary().dead], [1, 1, 1])
        },
        JournalRule("a row held back whose head is settled meanwhile is a head itself") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...1)
            try bench.settle([(1, .aside(until: 10))], to: 1)
            try bench.settle([(1, .passed)], time: 15)
            try bench.settle([(2, .heldBack)], to: 2, time: 16)
            try bench.expect(try bench.due(by: 16), [2])
        },
        JournalRule("heads go in the order in which they fell due") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            let (first, second) = ("ann", try otherLearner(inShardOf: bench.key))
            _ = try bench.engine.append(.sample(1, learner: first))
            _ = try bench.engine.append(.sample(2, learner: second))
            let other = OrderKey(source: "https://example.org", learner: second)
            try bench.settle([(1, .passed), (2, .aside(until: 50))], to: 2)
            _ = try bench.engine.settle(
                Settlement(
                    cursor: bench.cursor().name, epoch: bench.cursor().epoch, seq: 4,
                    rows: [SettledRow(seq: 4, orderKey: other, outcome: .aside(until: 40))], time: 0))
            try bench.expect(try bench.due(by: 60), [4, 2])
            try bench.expect(try bench.due(by: 45), [4])
        },
        JournalRule("what is due farther off than its own step is due: the clock was set back") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...1)
            let day: Int64 = 86_400_000
            try bench.settle([(2, .aside(until: 10 * day + 10_000))], to: 2, time: 10 * day)
            try bench.expect(try bench.due(by: 10 * day), [])
            try bench.expect(try bench.due(by: 9 * day), [2])
        },
        JournalRule("a replay ends where the cursor stands, passes over exceptions, and holds nobody") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...3)
            try bench.settle([(1, .passed), (2, .refused), (3, .passed), (4, .passed)], to: 4)
            let number = try bench.engine.replay("lrs", from: 1, through: .max, filter: "kind:activity.*")
            try bench.expect(try bench.cursor(replay: number).end, 4)
            try bench.expect(try bench.cursor(replay: number).filter, "kind:activity.*")
            let rows = try bench.fresh(replay: number)
            try bench.expect(rows.map(\.row.seq), [1, 2, 3, 4])
            try bench.expect(rows.map(\.hasException), [false, true, false, false])
            try bench.settle([(3, .aside(until: 5, isOfReplay: true))], to: 3, replay: number)
            try bench.expect(try bench.fresh().map(\.isHeld), [false, false])
            try bench.expect(try bench.due(by: 5), [3])
            let cursor = try bench.cursor(replay: number)
            try bench.engine.endReplay(cursor.name, epoch: cursor.epoch &+ 1)
            _ = try bench.cursor(replay: number)
            try bench.engine.endReplay(cursor.name, epoch: cursor.epoch)
            try bench.expectFailure { _ = try bench.cursor(replay: number) }
        },
        JournalRule("a destination begins at the end, at the beginning or at a time") { bench in
            for number in 1...9 {
                let time = Timestamp(unixSeconds: Int64(number)) ?? .epoch
                _ = try bench.engine.append(.sample(number, at: time))
            }
            try bench.engine.configure("a", from: .beginning)
            try bench.engine.configure("b", from: .end)
            try bench.engine.configure("c", from: .time(4_000))
            try bench.engine.configure("c", from: .beginning)
            try bench.expect(try bench.fresh("a").count, 18)
            try bench.expect(try bench.fresh("b").count, 0)
            try bench.expect(try bench.fresh("c").map(\.row.seq), Array(7...18))
        },
    ]

    /// A learner whose rows stand in the same shard as another's.
    private static func otherLearner(inShardOf key: OrderKey) throws -> String {
        let name = (1...1000).map { "learner-\($0)" }
            .first { OrderKey(source: "https://example.org", learner: $0).shard == key.shard }
        guard let name else { throw JournalBench.Broken(description: "no learner is in that shard") }
        return name
    }
}
