import Journal
import LearnHooks
import NIOCore
import NIOPosix

/// What was pulled from a platform's API, because its webhook may have been missed.
extension JournalAPI {
    /// Stores an event, where it has an action that the log has not.
    func pull(_ request: AdminRequest, on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let (event, time) = (try PulledEvent(request), clock())
        // A large list takes its time, in which destinations are not kept waiting.
        return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try entry(event, time) }.flatMap { entry in
            guard let entry else {
                return eventLoop.makeSucceededFuture(PulledEvent.Outcome(missed: 0, known: 0).answer)
            }
            return journal.append(entry, on: eventLoop).map { appended in
                guard case .stored(let missed, let known, _) = appended else {
                    return PulledEvent.Outcome(missed: 0, known: 0).answer
                }
                return PulledEvent.Outcome(missed: missed, known: known).answer
            }
        }
    }
}
