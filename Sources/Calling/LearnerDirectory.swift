package import LearnHooks
package import NIOCore
import NIOPosix
import Synchronization

/// Finds learners' names: it asks their platform's API, one call at a time, and remembers the answers.
package final class LearnerDirectory: Sendable {
    /// What was found.
    package struct Findings: Sendable {
        /// Who learners are, in the order in which they were asked about, or nil for one of whom nothing is known.
        package var learners: [Action.Learner?] = []
        /// Why nothing was found, where the API fails since now.
        package var problem: CallError?
    }

    /// The API that is asked.
    package let api: PlatformAPI
    private let names: LearnerNames
    private let settings: Call.Values
    private let caller: Caller
    private let cache: Mutex<LearnerCache>
    private let threads = NIOThreadPool(numberOfThreads: 1)

    /// Creates a directory; nil for an API that says nothing of learners.
    ///
    /// - Parameters:
    ///   - api: The API.
    ///   - settings: What its calls are given besides.
    ///   - caller: Makes its calls.
    package init?(_ api: PlatformAPI, settings: Call.Values, caller: Caller) {
        guard let names = api.names else { return nil }
        self.api = api
        self.names = names
        self.settings = settings
        self.caller = caller
        cache = Mutex(LearnerCache())
        threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// Finds learners' names, off the event loop: callers that ask meanwhile wait, and share the answer.
    package func find(_ unnamed: [UnnamedLearner], on eventLoop: any EventLoop) -> EventLoopFuture<Findings> {
        let start = ContinuousClock.now
        return threads.runIfActive(eventLoop: eventLoop) { self.find(unnamed, since: start) }
    }

    /// Finds out who learners are, and waits for it.
    package func find(_ unnamed: [UnnamedLearner], since start: ContinuousClock.Instant = .now) -> Findings {
        var findings = Findings()
        for one in unnamed {
            switch cache.withLock({ $0.decision(on: one, since: start, at: .now) }) {
            case .known(let learner): findings.learners.append(learner)
            case .ask:
                let problem = ask(about: one)
                findings.problem = findings.problem ?? problem
                let decision = cache.withLock { $0.decision(on: one, since: start, at: .now) }
                if case .known(let learner) = decision {
                    findings.learners.append(learner)
                } else {
                    findings.learners.append(nil)
                }
            }
        }
        return findings
    }

    /// Makes the call; returns what went wrong, where that is news.
    private func ask(about unnamed: UnnamedLearner) -> CallError? {
        let now = ContinuousClock.now
        do throws(CallError) {
            let rows = try caller.rows(of: names.call, with: settings.merging(unnamed.group) { $1 }) ?? []
            let learners = rows.compactMap(names.learner)
            cache.withLock { $0.remember(learners, whenAskedAbout: unnamed, at: now) }
            return nil
        } catch {
            return cache.withLock { cache in
                let wasFailing = cache.isFailing
                if error.isOfWholeAPI {
                    cache.fail(at: now)
                } else {
                    cache.remember([], whenAskedAbout: unnamed, at: now)
                }
                return wasFailing ? nil : error
            }
        }
    }
}

extension CallError {
    /// Whether other calls would fail, too.
    fileprivate var isOfWholeAPI: Bool {
        switch reason {
        case .unanswered, .status: true
        case .failed, .malformed, .endless: false
        }
    }
}
