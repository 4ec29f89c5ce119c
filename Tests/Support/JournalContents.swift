package import Journal
import LearnHooks

/// All that the tables of an engine hold.
package struct JournalContents: Equatable {
    /// The rows of each table, in the order of its key.
    package let tables: [String: [[StoredValue]]]
    /// What the rows do not say.
    package let head: JournalHead

    /// Reads all tables, some rows at a time.
    package init(of engine: some CopyableEngine) throws {
        var tables: [String: [[StoredValue]]] = [:]
        for table in StoredTable.all {
            var rows: [[StoredValue]] = []
            while true {
                let key = rows.last.map { Array($0.prefix(table.keyCount)) } ?? []
                let page = try engine.page(of: table, behind: key, rows: 7, bytes: 1 << 20)
                rows += page
                if page.isEmpty { break }
            }
            tables[table.name] = rows
        }
        (self.tables, head) = (tables, try engine.head())
    }

    /// The tables that have no row.
    package var emptyTables: [String] { tables.filter(\.value.isEmpty).keys.sorted() }
}

extension JournalBench {
    /// Lets all rows that were given a number go.
    package func useUp() throws {
        try engine.configure("lrs", from: .beginning)
        try append(1...3)
        try settle([], to: 6)
        try engine.skip("lrs")
        try prune()
    }

    /// Puts rows into each table, with all that rows can have.
    package func fillTables() throws {
        try useUp()
        try engine.configure("crm", from: .beginning)
        for number in 4...20 {
            _ = try engine.append(.sample(number, learner: number % 3 == 0 ? "ben" : "ann", actions: 2))
        }
        _ = try engine.append(.sample(21, body: String(repeating: "x", count: 3 << 20)))
        _ = try engine.append(.sample(22, messageID: "naïve\0", body: ""))
        _ = try engine.append(.sample(4, learner: "ann", actions: 2))
        var refused = JournalEntry.sample(23)
        refused.outcome = .refused(reason: "expected JSON")
        _ = try engine.append(refused)
        try settle([(8, .refused), (9, .aside(until: 50)), (11, .heldBack), (12, .conflict(status: 409))], to: 12)
        let cursor = try cursor()
        _ = try engine.settle(
            Settlement(
                cursor: cursor.name, epoch: cursor.epoch, seq: 14, rows: [], time: 5,
                attempt: Attempt(time: 5, duration: 1, rows: 2, status: 500, reason: "no", first: 13, last: 14)))
        _ = try engine.replay("lrs", from: 1, through: 12, filter: "kind:activity.completed")
        try engine.pause("crm", because: "by a person")
        _ = try engine.keep([11: Action.Learner(name: "Ann", email: nil), 14: Action.Learner(name: nil, email: nil)])
    }
}
