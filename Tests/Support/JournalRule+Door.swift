import Journal
import LearnHooks

extension JournalRule {
    static let door = [
        JournalRule("a repeat is counted, and appends nothing") { bench in
            try bench.append(1...1)
            try bench.expect(try bench.engine.append(.sample(1)), .repeated(copies: 2))
            try bench.expect(try bench.engine.append(.sample(1)), .repeated(copies: 3))
            let summary = try bench.engine.summary(at: 0)
            try bench.expect([summary.deliveries, summary.copies, summary.actions], [1, 2, 1])
        },
        JournalRule("another body under one message id is a delivery of its own, and said") { bench in
            _ = try bench.engine.append(.sample(1, messageID: "m"))
            try bench.expect(
                try bench.engine.append(.sample(2, messageID: "m")), .stored(actions: 1, known: 0, isChanged: true))
            try bench.expect(try bench.engine.append(.sample(2, messageID: "m")), .repeated(copies: 2))
        },
        JournalRule("known ids are passed over, also where one stands twice in a delivery") { bench in
            try bench.append(1...1)
            var list = JournalEntry.sample(1, actions: 3, body: "a longer list")
            if case .accepted(var row, let actions) = list.outcome {
                row.id = "delivery-1b"
                list.outcome = .accepted(row: row, actions: actions + actions)
            }
            try bench.expect(try bench.engine.append(list), .stored(actions: 2, known: 4, isChanged: false))
            try bench.expect(try bench.engine.summary(at: 0).known, 4)
        },
        JournalRule("a refused delivery that comes again is handled anew") { bench in
            var refused = JournalEntry.sample(1)
            refused.outcome = .refused(reason: "no JSON")
            try bench.expect(try bench.engine.append(refused), .stored(actions: 0, known: 0, isChanged: false))
            try bench.expect(try bench.engine.append(refused), .repeated(copies: 2))
            try bench.expect(try bench.engine.summary(at: 0).refused, 1)
            try bench.expect(try bench.engine.append(.sample(1)), .stored(actions: 1, known: 0, isChanged: false))
            try bench.expect(try bench.engine.summary(at: 0).refused, 0)
        },
        JournalRule("a delivery is a row of the log before its actions") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...1)
            let rows = try bench.fresh().map(\.row)
            try bench.expect(rows.map(\.id), ["delivery-1", "action-1-0"])
            try bench.expect(rows.map(\.kind), [nil, "activity.completed"])
            try bench.expect(rows[1].content, .action(Array("{\"id\":\"action-1-0\"}".utf8)))
            try bench.expect(
                rows[0].content,
                .delivery(
                    type: "course.completed", mediaType: "application/json", source: "https://example.org",
                    body: Array("{\"number\":1}".utf8)))
        },
        JournalRule("a unit that fails undoes itself alone; a commit that fails undoes all") { bench in
            struct Failure: Error {}
            try bench.engine.commit {
                _ = try bench.engine.append(.sample(1))
                _ = try? bench.engine.unit {
                    _ = try bench.engine.append(.sample(2))
                    throw Failure()
                }
                _ = try bench.engine.append(.sample(3))
            }
            try bench.expect(try bench.engine.summary(at: 0).deliveries, 2)
            try bench.expectFailure {
                try bench.engine.commit {
                    _ = try bench.engine.append(.sample(4))
                    throw Failure()
                }
            }
            bench.restart()
            try bench.expect(try bench.engine.summary(at: 0).deliveries, 2)
        },
        JournalRule("a place in the log is never used again, behind pruning and a restart") { bench in
            try bench.engine.configure("lrs", from: .end)
            try bench.append(1...2)
            try bench.settle([(1, .passed), (2, .passed), (3, .passed), (4, .passed)], to: 4)
            try bench.prune()
            try bench.expect(try bench.engine.lastPlaces().isEmpty, true)
            bench.restart()
            try bench.append(3...3)
            try bench.expect(try bench.fresh().map(\.row.seq), [5, 6])
        },
    ]
}
