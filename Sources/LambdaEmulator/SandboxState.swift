/// What one process of the function is about, and its call: told what happened, it says what is to be done.
///
/// Source: the state machine of AWS's own emulator, aws-lambda-runtime-interface-emulator, internal/lambda/core.
struct SandboxState {
    /// The outcome of a call.
    enum Outcome: Equatable, Sendable {
        /// It is over, and the process may take another.
        case finished(CallResult)
        /// It is over, and so is the process.
        case ended(CallResult)
        /// The process has ended before the call was its own.
        case gone(CallResult)
        /// The process has not asked for a call in time.
        case initTimedOut
    }

    /// What is to be done about the call.
    enum Step: Equatable {
        /// Nothing, until something else happens.
        case wait
        /// Its time begins, though the process has not asked for it.
        case limit
        /// The process is handed it, and its time begins, unless it has begun.
        case deliver
        /// The caller is told.
        case tell(Outcome)
    }

    /// What the process may not say now.
    enum Violation: Error {
        /// Another invocation's id, or that of one that is over.
        case requestID
        /// Something that does not follow what it said before.
        case transition
        /// Anything, for it is to end.
        case isOver
    }

    private indirect enum Phase: Equatable {
        /// The process has not asked for a call.
        case starting
        /// It waits for one.
        case waiting
        /// It has one.
        case running(String)
        /// It has answered that one, and has not asked for another.
        case answered(String)
        /// It has said that it cannot start, and why.
        case failed(CallResult)
        /// It takes nothing any more, and its end is waited for.
        case leaving
        /// It has ended, from another phase.
        case ended(ChildProcess.End, from: Phase)
    }

    private var phase = Phase.starting
    /// The call that the process is to be handed.
    private var pending: String?
    /// Whether it has only the time of the call to come up in, for another has not in that of its own.
    private let isSecond: Bool

    init(isSecond: Bool) {
        self.isSecond = isSecond
    }

    /// Whether there is no process any more.
    var hasEnded: Bool { if case .ended = phase { true } else { false } }

    // MARK: What is asked of it

    /// A call is to be run; one at a time.
    mutating func run(_ id: String) -> Step {
        switch phase {
        case .waiting:
            phase = .running(id)
            return .deliver
        case .starting, .answered, .running, .leaving:
            pending = id
            // A first process has time of its own to come up.
            return phase == .starting && !isSecond ? .wait : .limit
        case .failed(let error), .ended(_, from: .failed(let error)): return .tell(.ended(error))
        case .ended(let end, from: .starting): return .tell(.ended(.exit(id, end)))
        case .ended(let end, _): return .tell(.gone(.exit(id, end)))
        }
    }

    // MARK: What the process says

    /// The process asks for a call; it may ask again, for the connection may have been lost.
    mutating func ask() throws(Violation) -> Step {
        switch phase {
        case .starting, .waiting, .answered:
            guard let id = pending else {
                phase = .waiting
                return .wait
            }
            pending = nil
            phase = .running(id)
            return .deliver
        case .running, .failed: throw .transition
        case .leaving, .ended: throw .isOver
        }
    }

    /// The process gives a result, or an error: the call is over.
    mutating func answer(_ id: String) throws(Violation) {
        switch phase {
        case .running(id): phase = .answered(id)
        case .answered(id), .failed: throw .transition
        case .starting, .waiting, .running, .answered: throw .requestID
        case .leaving, .ended: throw .isOver
        }
    }

    /// The process says that it cannot start.
    mutating func failInit(_ error: CallResult) throws(Violation) -> Step {
        switch phase {
        case .starting:
            phase = .failed(error)
            return takePending() == nil ? .wait : .tell(.ended(error))
        case .waiting, .running, .answered, .failed: throw .transition
        case .leaving, .ended: throw .isOver
        }
    }

    // MARK: What happens to it

    /// The process is found to have ended while it waited, though not yet how.
    mutating func vanish() {
        if phase == .waiting { phase = .leaving }
    }

    /// The process has ended.
    mutating func end(_ end: ChildProcess.End) -> Step {
        defer { phase = .ended(end, from: phase) }
        switch phase {
        case .running(let id): return .tell(.ended(.exit(id, end)))
        case .starting: return takePending().map { .tell(.ended(.exit($0, end))) } ?? .wait
        case .waiting, .answered, .failed, .leaving, .ended:
            return takePending().map { .tell(.gone(.exit($0, end))) } ?? .wait
        }
    }

    /// The time that a first process has to come up is over.
    ///
    /// - Returns: What is to be done besides ending it, or nil if it has come up, or failed to.
    mutating func timeOutInit() -> Step? {
        guard phase == .starting, !isSecond else { return nil }
        phase = .leaving
        return takePending() == nil ? .wait : .tell(.initTimedOut)
    }

    /// The time of a call is over.
    ///
    /// - Returns: Whether it ran, or waited, so that the process is to be ended.
    mutating func timeOut(_ id: String) -> Bool {
        guard phase == .running(id) || pending == id, !hasEnded else { return false }
        pending = nil
        phase = .leaving
        return true
    }

    private mutating func takePending() -> String? {
        defer { pending = nil }
        return pending
    }
}
