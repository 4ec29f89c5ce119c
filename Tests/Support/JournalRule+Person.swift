import Journal

extension JournalRule {
    static let person = [
        JournalRule("a cursor that is moved back loses the exceptions above, and replays are cut") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...3)
            try bench.settle([(1, .refused), (4, .aside(until: 0))], to: 6)
            let number = try bench.engine.replay("lrs", from: 1, through: .max, filter: nil)
            let epoch = try bench.cursor().epoch
            try bench.engine.move("lrs", backTo: 2)
            try bench.expect(try bench.settle([], to: 6, epoch: epoch), false)
            try bench.expect(try bench.cursor().seq, 2)
            try bench.expect(try bench.cursor(replay: number).end, 2)
            try bench.expect(try bench.due(by: 0), [])
            try bench.expect(try bench.summary().dead, 1)
        },
        JournalRule("a list tells of deliveries, in the order that is asked for, what is known of each") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.engine.configure("other", from: .beginning)
            _ = try bench.engine.append(.sample(1, actions: 2))
            try bench.append(2...3)
            try bench.settle([(1, .refused), (2, .aside(until: 50)), (3, .heldBack)], to: 5)
            let listed = try bench.engine.listed([3, 9, 1, 2])
            try bench.expect(listed.map(\.line.number), [3, 1, 2])
            for delivery in listed {
                let detail = try bench.engine.delivery(delivery.line.number)
                try bench.expect(delivery, detail.map { ListedDelivery($0, at: ["lrs", "other"]) } ?? delivery)
            }
            try bench.expect(listed.map(\.kinds.count), [1, 2, 1])
            try bench.expect(listed.map { $0.standings["other"] }, [.waiting, .waiting, .waiting])
        },
        JournalRule("skip gives the backlog up, open rows included, and keeps the dead") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...3)
            try bench.settle([(1, .refused), (2, .aside(until: 0))], to: 2)
            try bench.engine.skip("lrs")
            try bench.expect(try bench.fresh().count, 0)
            try bench.expect(try bench.due(by: 0), [])
            try bench.expect(try [bench.summary().behind, bench.summary().dead], [0, 1])
        },
        JournalRule("what is released is its learner's head, before those that followed it") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...2)
            try bench.settle([(1, .refused), (2, .aside(until: 50)), (3, .heldBack)], to: 3)
            let epoch = try bench.cursor().epoch
            try bench.expect(try bench.engine.release(ExceptionSelection(), at: 7, atMost: 10), 1)
            try bench.expect(try bench.engine.release(ExceptionSelection(), at: 7, atMost: 10), 0)
            try bench.expect(try bench.cursor().epoch == epoch, false)
            try bench.expect(try bench.due(by: 7), [1, 2, 3])
            try bench.expect(try [bench.summary().retrying, bench.summary().held, bench.summary().dead], [1, 2, 0])
        },
        JournalRule("what is dropped is gone, and its learner goes on") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...2)
            try bench.settle([(1, .refused), (2, .aside(until: 50)), (3, .heldBack)], to: 3)
            var selection = ExceptionSelection()
            selection.places = 1...2
            selection.orderKey = bench.key
            selection.destination = "lrs"
            try bench.expect(try bench.engine.drop(selection, atMost: 1), 1)
            try bench.expect(try bench.engine.drop(selection, atMost: 10), 1)
            try bench.expect(try bench.due(by: 50), [3])
        },
        JournalRule("a destination that is removed leaves nothing, and epochs are not used again") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...1)
            try bench.settle([(2, .aside(until: 0))], to: 2)
            let epoch = try bench.cursor().epoch
            let number = try bench.engine.replay("lrs", from: 1, through: 2, filter: nil)
            try bench.engine.remove("lrs")
            try bench.expect(try bench.engine.cursors(), [])
            try bench.engine.configure("lrs", from: .beginning)
            bench.restart()
            try bench.expect(try bench.cursor().epoch > epoch, true)
            try bench.expect(try bench.settle([], to: 2, epoch: epoch), false)
            try bench.expect(try bench.due(by: 0), [])
            try bench.expect(try bench.engine.replay("lrs", from: 1, through: 2, filter: nil) > number, true)
        },
        JournalRule("a destination takes its cursors and exceptions along to another name, which is unused") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.engine.configure("crm", from: .beginning)
            try bench.append(1...1)
            try bench.settle([(1, .passed), (2, .aside(until: 0))], to: 2)
            try bench.expectFailure { try bench.engine.rename("lrs", to: "crm") }
            try bench.expectFailure { try bench.engine.rename("none", to: "other") }
            let epoch = try bench.cursor().epoch
            try bench.engine.rename("lrs", to: "other")
            try bench.expect(try bench.cursor("other").seq, 2)
            try bench.expect(try bench.cursor("other").epoch == epoch, false)
            try bench.expect(try bench.due(by: 0, at: "other"), [2])
            try bench.expect(try bench.summary("other").retrying, 1)
        },
        JournalRule("who is forgotten leaves ids alone") { bench in
            try bench.engine.configure("lrs", from: .beginning)
            try bench.append(1...1)
            _ = try bench.engine.append(.sample(2, learner: "ben"))
            try bench.settle([(2, .aside(until: 0))], to: 1)
            let epoch = try bench.cursor().epoch
            try bench.expect(try bench.engine.forget(bench.key), 2)
            try bench.expect(try bench.fresh().filter { $0.row.orderKey == bench.key }.map(\.row.content), [nil])
            try bench.expect(try bench.due(by: 0), [])
            try bench.expect(try bench.settle([(1, .passed)], epoch: epoch), false)
            try bench.expect(try bench.engine.append(.sample(1)), .repeated(copies: 2))
            try bench.expect(
                try bench.engine.append(.sample(1, body: "another")), .stored(actions: 0, known: 1, isChanged: false))
            try bench.expect(try bench.engine.delivery(2)?.body, Array("{\"number\":2}".utf8))
        },
        JournalRule("commands name a destination that is there") { bench in
            try bench.expectFailure { try bench.engine.skip("none") }
            try bench.expectFailure { try bench.engine.move("none", backTo: 0) }
            try bench.expectFailure { try bench.engine.pause("none", because: nil) }
            try bench.expectFailure { try bench.engine.remove("none") }
            try bench.expectFailure { _ = try bench.engine.replay("none", from: 1, through: 2, filter: nil) }
        },
    ]
}
