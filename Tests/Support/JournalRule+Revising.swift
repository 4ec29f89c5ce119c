import Journal
import LearnHooks

/// Handlers that were mended.
extension JournalRule {
    static let revising = [
        JournalRule("what was right keeps its id, what is new is appended, what differs is told, and what is missing") {
            bench in
            try bench.engine.configure("lrs", from: .beginning)
            _ = try bench.engine.append(.sample(1, actions: 3))
            try bench.settle([], to: 4)
            let (revisions, again) = (try bench.revise(1), try bench.revise(1))
            try bench.expect(revisions.map(\.change), [.differs, .new, .missing])
            try bench.expect(revisions.map(\.id), ["action-1-1", "action-1-7", "action-1-2"])
            try bench.expect(revisions.map(\.detail), ["data.result", "", ""])
            try bench.expect(again.map(\.change), [.differs, .missing])
            try bench.expect(try bench.fresh().map(\.row.id), ["action-1-7"])
            try bench.expect(try bench.engine.summary(at: 0).actions, 4)
            try bench.expect(try bench.engine.summary(at: 0).copies, 0)
            try bench.expect(try bench.summary().retrying, 0)
            bench.restart()
            try bench.expect(try bench.fresh().map(\.row.id), ["action-1-7"])
        },
        JournalRule("what is corrected is sent again where it has passed, holds nobody, and is marked") { bench in
            for name in ["lrs", "crm", "late"] { try bench.engine.configure(name, from: .beginning) }
            _ = try bench.engine.append(.sample(1, actions: 3))
            try bench.settle([], to: 4)
            try bench.settle([(3, .refused)], to: 4, at: "crm")
            let epoch = try bench.cursor("late").epoch
            try bench.expect(try bench.revise(1, corrects: true).map(\.change), [.differs, .new, .missing])
            try bench.expect(try bench.due(by: 5), [3])
            let open = try bench.engine.retries(
                of: "lrs", shard: bench.key.shard, dueBy: 5, rows: 10, bytes: 1 << 20)
            try bench.expect(open.map(\.isCorrection), [true])
            try bench.expect(open.map(\.isOfReplay), [true])
            try bench.expect(open.map(\.row.content), [.action(JournalBench.corrected(1))])
            // Who has it as an exception gets it by release; who has not come to it gets what is right.
            try bench.expect(try bench.due(by: 5, at: "crm"), [])
            try bench.expect(try bench.due(by: 5, at: "late"), [])
            try bench.expect(try bench.fresh("late")[2].row.content, .action(JournalBench.corrected(1)))
            try bench.expect(try bench.cursor("late").epoch > epoch, true)
            try bench.expect(try bench.fresh().map(\.isHeld), [false])
            try bench.settle([(3, .passed)])
            try bench.expect(try bench.due(by: 5), [])
            try bench.expect(try bench.revise(1, corrects: true).map(\.change), [.missing])
        },
        JournalRule("what is corrected is sent again to one destination where one is named") { bench in
            for name in ["lrs", "crm"] { try bench.engine.configure(name, from: .beginning) }
            _ = try bench.engine.append(.sample(1, actions: 3))
            try bench.settle([], to: 4)
            try bench.settle([], to: 4, at: "crm")
            _ = try bench.revise(1, corrects: true, at: "crm")
            try bench.expect(try bench.due(by: 5), [])
            try bench.expect(try bench.due(by: 5, at: "crm"), [3])
            try bench.expectFailure { _ = try bench.revise(1, corrects: true, at: "none", content: "{}") }
        },
        JournalRule("a delivery that was refused is handled, and one that would be refused stays what it became") {
            bench in
            try bench.engine.configure("lrs", from: .beginning)
            var refused = JournalEntry.sample(1)
            refused.outcome = .refused(reason: "no JSON")
            _ = try bench.engine.append(refused)
            try bench.expect(try bench.revise(1).map(\.change), [.handled, .new, .new, .new])
            try bench.expect(try bench.engine.summary(at: 0).refused, 0)
            try bench.expect(try bench.fresh().map(\.row.id), ["row", "action-1-0", "action-1-1", "action-1-7"])
            let stored = try bench.engine.stored(1)
            try bench.expect(stored?.line.refusal, nil)
            try bench.expect(stored?.rows.count, 4)
            guard let stored else { return }
            let revisions = try bench.engine.revise(
                stored, .refused(reason: "no JSON"), corrects: true, at: nil, time: 5)
            try bench.expect(revisions, [Revision(change: .refused, detail: "no JSON")])
            try bench.expect(try bench.fresh().count, 4)
        },
        JournalRule("an action that another delivery brought is known") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            _ = try bench.engine.append(.sample(1, actions: 2))
            try bench.append(2...2)
            try bench.settle([], to: 5)
            try bench.expect(try bench.revise(2).map(\.id), ["action-1-7", "action-2-0"])
            try bench.expect(try bench.revise(2, corrects: true).map(\.change), [.missing])
            try bench.expect(try bench.due(by: 5), [])
        },
    ]
}

extension JournalBench {
    /// The content that an action of a delivery has once its handler is mended.
    fileprivate static func corrected(_ number: Int) -> [UInt8] {
        Array("{\"id\":\"action-1-\(number)\",\"data\":{\"result\":{}}}".utf8)
    }

    /// Handles a delivery anew: the first action of the first delivery is what it was, the second is another, the third is not made, and
    /// one is new.
    fileprivate func revise(
        _ delivery: Int64, corrects: Bool = false, at destination: String? = nil, content: String? = nil
    ) throws -> [Revision] {
        guard let stored = try engine.stored(delivery) else { throw Broken(description: "no delivery \(delivery)") }
        let contents = [
            0: Array("{\"id\":\"action-1-0\"}".utf8), 1: content.map { Array($0.utf8) } ?? Self.corrected(1),
            7: Self.corrected(7),
        ]
        let actions = contents.sorted { $0.key < $1.key }.map { number, content in
            JournalEntry.NewRow(
                id: "action-1-\(number)", orderKey: key, kind: "activity.completed", content: content)
        }
        return try engine.revise(
            stored, .accepted(row: .init(id: "row", orderKey: key), actions: actions), corrects: corrects,
            at: destination, time: 5)
    }
}
