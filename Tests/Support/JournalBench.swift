package import Journal
import LearnHooks

/// An engine under test, and what is done to it again and again.
package final class JournalBench {
    private let open: () throws -> any JournalEngine
    private var opened: (any JournalEngine)?
    /// The learner whose deliveries `append` makes.
    package let key = OrderKey(source: "https://example.org", learner: "ann")

    /// What a rule expected, and what was found.
    package struct Broken: Error, CustomStringConvertible {
        /// Both, in words.
        package let description: String
    }

    /// Creates a bench; `open` opens one and the same store each time.
    package init(open: @escaping () throws -> any JournalEngine) { self.open = open }

    /// The engine, which is opened by the first who asks.
    package var engine: any JournalEngine {
        get throws {
            if let opened { return opened }
            let engine = try open()
            opened = engine
            return engine
        }
    }

    /// Closes the engine, and opens it anew when it is asked for.
    package func restart() { opened = nil }

    /// The cursor of a destination where the learner's rows are.
    package func cursor(_ destination: String = "lrs", replay: Int64 = 0) throws -> Cursor {
        let name = CursorName(destination: destination, shard: key.shard, replay: replay)
        guard let cursor = try engine.cursors().first(where: { $0.name == name }) else {
            throw Broken(description: "\(destination) has no cursor \(replay)")
        }
        return cursor
    }

    /// Rows behind the learner's cursor.
    package func fresh(_ destination: String = "lrs", replay: Int64 = 0) throws -> [FreshRow] {
        let cursor = try cursor(destination, replay: replay)
        return try engine.freshRows(of: cursor.name, behind: cursor.seq, upTo: cursor.end, rows: 100, bytes: 1 << 20)
    }

    /// The places of open rows that are due.
    package func due(by time: Int64, at destination: String = "lrs", rows: Int = 100) throws -> [Int64] {
        try engine.retries(of: destination, shard: key.shard, dueBy: time, rows: rows, bytes: 1 << 20).map(\.row.seq)
    }

    /// Settles rows of the learner at the cursor's epoch, or at another.
    @discardableResult
    package func settle(
        _ rows: [(Int64, SettledRow.Outcome)], to seq: Int64? = nil, at destination: String = "lrs", replay: Int64 = 0,
        epoch: Int64? = nil, time: Int64 = 0
    ) throws -> Bool {
        let cursor = try cursor(destination, replay: replay)
        return try engine.settle(
            Settlement(
                cursor: cursor.name, epoch: epoch ?? cursor.epoch, seq: seq,
                rows: rows.map { SettledRow(seq: $0.0, orderKey: key, outcome: $0.1) }, time: time))
    }

    /// How the engine stands at a destination.
    package func summary(_ destination: String = "lrs") throws -> DestinationSummary {
        try engine.summary(at: 0).destinations.first { $0.name == destination } ?? DestinationSummary(name: "none")
    }

    /// Breaks the rule where two values differ.
    package func expect<T: Equatable>(_ found: T, _ expected: T, line: Int = #line) throws {
        guard found == expected else {
            throw Broken(description: "line \(line): expected \(expected), found \(found)")
        }
    }

    /// Breaks the rule where something does not fail.
    package func expectFailure(line: Int = #line, of work: () throws -> Void) throws {
        do { try work() } catch { return }
        throw Broken(description: "line \(line): expected an error")
    }
}

extension SettledRow.Outcome {
    /// An answer that sets a row aside until a time.
    package static func aside(until due: Int64, isOfReplay: Bool = false) -> SettledRow.Outcome {
        .setAside(due: due, counted: 0, status: 500, reason: "the answer was 500", isOfReplay: isOfReplay)
    }
    /// An answer that refuses a row.
    package static let refused = SettledRow.Outcome.dead(
        counted: 0, status: 400, reason: "the answer was 400", isOfReplay: false)
}
