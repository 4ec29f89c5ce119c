import Journal
import LearnHooks

extension JournalRule {
    static let learners = [
        JournalRule("the first to say who a row's learner is wins, also with nothing") { bench in
            try bench.append(1...2)
            let (ann, ben) = (Action.Learner(name: "Ann", email: "ann@example.org"), Action.Learner(name: "Ben"))
            try bench.expect(try bench.engine.learners(of: [2, 4]), [:])
            try bench.expect(try bench.engine.keep([2: ann, 4: .init()]), [2: ann, 4: .init()])
            try bench.expect(try bench.engine.keep([2: ben, 4: ben]), [2: ann, 4: .init()])
            bench.restart()
            try bench.expect(try bench.engine.learners(of: [2, 4, 5]), [2: ann, 4: .init()])
        },
        JournalRule("who a learner is goes with the content, and is not kept behind it") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...2)
            _ = try bench.engine.keep([2: .init(name: "Ann")])
            try bench.expect(try bench.engine.forget(bench.key) > 0, true)
            try bench.expect(try bench.engine.learners(of: [2]), [:])
            try bench.expect(try bench.engine.keep([2: .init(name: "Ann")]), [:])
        },
        JournalRule("what was let go of when it was old takes its learner along") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...2)
            _ = try bench.engine.keep([2: .init(name: "Ann"), 4: .init(name: "Ann")])
            try bench.settle([], to: 2)
            try bench.prune()
            try bench.expect(try bench.engine.learners(of: [2, 4]), [4: .init(name: "Ann")])
        },
        JournalRule("what is pulled is stored where it has an action that the log has not, and else leaves no trace") {
            bench in
            try bench.append(1...1)
            var pulled = JournalEntry.sample(1, body: "pulled")
            pulled.isPulled = true
            let before = try bench.engine.summary(at: 0)
            try bench.expect(try bench.engine.append(pulled), .stored(actions: 0, known: 1, isChanged: false))
            try bench.expect(try bench.engine.summary(at: 0).deliveries, before.deliveries)
            try bench.expect(try bench.engine.lastPlaces()[bench.key.shard], 2)
            var more = JournalEntry.sample(1, actions: 2, body: "pulled")
            more.isPulled = true
            try bench.expect(try bench.engine.append(more), .stored(actions: 1, known: 1, isChanged: false))
            try bench.expect(try bench.engine.append(more), .stored(actions: 0, known: 2, isChanged: false))
            // The same body, of which more is taken now.
            var most = JournalEntry.sample(1, actions: 3, body: "pulled")
            most.isPulled = true
            try bench.expect(try bench.engine.append(most), .stored(actions: 1, known: 2, isChanged: false))
            try bench.expect(try bench.engine.summary(at: 0).deliveries, before.deliveries + 1)
            try bench.expect(try bench.engine.summary(at: 0).refused, 0)
        },
    ]
}
