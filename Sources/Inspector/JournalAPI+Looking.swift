import Journal
import LearnHooks
import NIOCore

/// What is only looked at.
extension JournalAPI {
    /// What is in the journal, and how each destination stands.
    func summary(on eventLoop: any EventLoop) -> EventLoopFuture<AdminAnswer> {
        let time = now
        return journal.perform(on: eventLoop) { engine in try engine.summary(at: time) }.map { summary in
            .json { $0.summary(summary) }
        }
    }
}
