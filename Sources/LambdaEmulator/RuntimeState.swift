/// What a process may say to the Runtime API, and when.
///
/// Source: the state machine of AWS's own emulator, aws-lambda-runtime-interface-emulator, internal/lambda/core.
struct RuntimeState: Equatable {
    enum Phase: Equatable {
        /// The process has not asked for an invocation.
        case starting
        /// It waits for one.
        case waiting
        /// It has one.
        case running(String)
        /// It has answered that one, and has not asked for another.
        case answered(String)
        /// It has said that it cannot start.
        case failed
    }

    /// What the process may not say now.
    enum Violation: Error {
        /// Another invocation's id, or that of one that is over.
        case requestID
        /// Something that does not follow what it said before.
        case transition
    }

    private(set) var phase = Phase.starting

    /// The process asks for an invocation; it may ask anew, for the connection may have been lost.
    mutating func next() throws(Violation) {
        switch phase {
        case .starting, .waiting, .answered: phase = .waiting
        case .running, .failed: throw .transition
        }
    }

    /// The process is given an invocation that it waits for.
    mutating func begin(_ id: String) {
        phase = .running(id)
    }

    /// The process gives a result, or an error.
    mutating func answer(_ id: String) throws(Violation) {
        switch phase {
        case .running(id): phase = .answered(id)
        case .answered(id), .failed: throw .transition
        case .starting, .waiting, .running, .answered: throw .requestID
        }
    }

    /// The process says that it cannot start.
    mutating func failInit() throws(Violation) {
        guard phase == .starting else { throw .transition }
        phase = .failed
    }
}
