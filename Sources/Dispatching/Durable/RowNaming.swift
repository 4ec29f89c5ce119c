import Calling
import Journal
import LearnHooks
import NIOCore

/// Names the learners of rows before they are sent: what was found of a row once is used ever after.
///
/// What the journal keeps of a row is used; of a row that it keeps nothing of, the directory is asked, and what it says, be it
/// nothing, is kept before it is used: where that cannot be done, nothing is sent.
struct RowNaming {
    let destination: Destination
    let directory: LearnerDirectory
    let journal: Journal
    let eventLoop: any EventLoop

    /// Rows that can be written for their destination.
    struct Named: Sendable {
        var rows: [DispatchRow]
        /// Why the directory has nothing to say, where that is news.
        var problem: CallError?
    }

    /// Names the learners of rows.
    func named(_ rows: [DispatchRow]) -> EventLoopFuture<Named> {
        var unnamed: [(place: Int64, learner: UnnamedLearner)] = []
        for row in rows { if case .unnamed(let learner, _) = row.body { unnamed.append((row.seq, learner)) } }
        let places = unnamed.map(\.place)
        let (destination, directory, journal, eventLoop) = (destination, directory, journal, eventLoop)
        return journal.perform(on: eventLoop) { try $0.learners(of: places) }.flatMap { [unnamed] kept in
            let unknown = unnamed.filter { kept[$0.place] == nil }
            guard !unknown.isEmpty else {
                return eventLoop.makeSucceededFuture(Named(rows: rows.map { $0.named(kept, for: destination) }))
            }
            return directory.find(unknown.map(\.learner), on: eventLoop).flatMap { findings in
                var found: [Int64: Action.Learner] = [:]
                for (one, learner) in zip(unknown, findings.learners) { found[one.place] = learner ?? Action.Learner() }
                return journal.perform(on: eventLoop) { [found] in try $0.keep(found) }.map { now in
                    let all = kept.merging(now) { first, _ in first }
                    return Named(rows: rows.map { $0.named(all, for: destination) }, problem: findings.problem)
                }
            }
        }
    }
}

extension DispatchRow {
    /// The row as it is written, with what is known of its learner.
    fileprivate func named(_ learners: [Int64: Action.Learner], for destination: Destination) -> DispatchRow {
        guard case .unnamed(_, let bytes) = body else { return self }
        var row = self
        row.body = destination.body(of: bytes, naming: learners[seq])
        return row
    }
}
