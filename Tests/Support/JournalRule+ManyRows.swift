import Journal
import LearnHooks

/// What is about more rows than a step may have: 1,201 of one learner, all but the first open at a destination.
extension JournalRule {
    static let manyRows = [
        JournalRule("skip goes in steps, its destination paused meanwhile, and the door answers between them") {
            bench in
            try bench.stickAll()
            try bench.engine.skip("lrs")
            try bench.expect(try bench.cursor().paused, "skip is under way")
            try bench.expect(try bench.engine.append(.sample(2)), .stored(actions: 1, known: 0, isChanged: false))
            try bench.expect(try bench.summary().paused, "skip is under way")
            try bench.goOn([500, 200])
            try bench.expect(try bench.cursor().paused, nil)
            try bench.expect(try [bench.summary().retrying, bench.summary().held], [0, 0])
            // What came meanwhile is not given up.
            try bench.expect(try bench.fresh().map(\.row.id), ["delivery-2", "action-2-0"])
        },
        JournalRule("a command about many rows goes on after a restart, and its epoch is another at its end") { bench in
            try bench.stickAll()
            let before = try bench.cursor().epoch
            try bench.engine.move("lrs", backTo: 1)
            let epoch = try bench.cursor().epoch
            try bench.expect(epoch > before, true)
            try bench.expect(try bench.cursor().seq, 1)
            bench.restart()
            try bench.expect(try bench.cursor().paused, "move is under way")
            try bench.goOn([500, 200])
            try bench.expect(try bench.cursor().epoch > epoch, true)
            try bench.expect(try bench.fresh().first?.row.seq, 2)
            try bench.expect(try bench.fresh().map(\.isHeld).contains(true), false)
        },
        JournalRule("a person who resumes a destination does not end what is under way there") { bench in
            try bench.stickAll()
            try bench.engine.skip("lrs")
            try bench.engine.pause("lrs", because: nil)
            try bench.expect(try bench.cursor().paused, "skip is under way")
            try bench.expectFailure { try bench.engine.move("lrs", backTo: 0) }
            try bench.expectFailure { try bench.engine.rename("lrs", to: "other") }
            try bench.expectFailure { _ = try bench.engine.release(ExceptionSelection(), at: 0, atMost: 1) }
            try bench.goOn([500, 200])
            try bench.engine.move("lrs", backTo: 0)
        },
        JournalRule("a destination that is removed has its place until nothing else is left") { bench in
            try bench.stickAll()
            try bench.engine.remove("lrs")
            try bench.expect(try bench.cursor().paused, "remove is under way")
            try bench.goOn([500, 200])
            try bench.expect(try bench.engine.cursors(), [])
        },
        JournalRule("a destination that a kill has left half removed, or half renamed, begins anew") { bench in
            try bench.stickAll()
            try bench.engine.remove("lrs")
            bench.restart()
            try bench.engine.configure("lrs", from: .beginning)
            try bench.goOn([])
            try bench.expect(try bench.cursor().seq, 0)
            try bench.stickAll(isThere: true)
            try bench.engine.rename("lrs", to: "other")
            bench.restart()
            try bench.engine.configure("lrs", from: .end)
            try bench.goOn([])
            try bench.expect(try bench.summary("other").held, 1_199)
            try bench.expect(try bench.summary().held, 0)
        },
        JournalRule("another name is taken step by step") { bench in
            try bench.stickAll()
            try bench.engine.rename("lrs", to: "other")
            try bench.expect(try bench.cursor("other").paused, "rename is under way")
            try bench.goOn([500, 200])
            try bench.expect(try bench.cursor("other").paused, nil)
            try bench.expect(try [bench.summary("other").retrying, bench.summary("other").held], [1, 1_199])
        },
        JournalRule("who is forgotten is forgotten step by step, and what comes meanwhile is not of it") { bench in
            try bench.stickAll()
            try bench.expect(try bench.engine.forget(bench.key), 500)
            try bench.expect(try bench.cursor().paused, "forget is under way")
            _ = try bench.engine.append(.sample(2))
            bench.restart()
            try bench.goOn([500, 201])
            try bench.expect(try bench.cursor().paused, nil)
            try bench.expect(try [bench.summary().retrying, bench.summary().held], [0, 0])
            try bench.expect(try bench.fresh().map { $0.row.content == nil }, [false, false])
            try bench.expect(try bench.engine.stored(1)?.body == nil, true)
        },
    ]
}

extension JournalBench {
    /// Appends a delivery of 1,200 actions, and sets the first aside: all others are held back.
    fileprivate func stickAll(isThere: Bool = false) throws {
        try engine.configure("lrs", from: .beginning)
        if !isThere { _ = try engine.append(.sample(1, actions: 1_200)) }
        try engine.commit {
            try settle((2...1_201).map { ($0, $0 == 2 ? .aside(until: 10) : .heldBack) }, to: 1_201)
        }
    }

    /// Goes on until nothing is left: steps of so many rows.
    fileprivate func goOn(_ expected: [Int], line: Int = #line) throws {
        var steps: [Int] = []
        while let rows = try engine.goOn(atMost: 500) { steps.append(rows) }
        try expect(steps, expected, line: line)
    }
}
