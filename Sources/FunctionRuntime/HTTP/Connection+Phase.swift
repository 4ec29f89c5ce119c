extension Connection {
    /// How far a connection has come with a request.
    enum Phase {
        /// No request is there.
        case idle
        /// A part of a head is there, and was searched for its end so far.
        case head(searched: Int)
        /// The head is there, and perhaps a part of the body.
        case body
        /// The answer is being made.
        case answering
        /// The answer is going out.
        case writing
        /// What comes is told as it comes, until the other side goes.
        case streaming
        /// The next request is there already, and waits until others had their turn.
        case yielding
        /// All is said.
        case lingering
        /// The other side has gone.
        case gone

        /// Whether a request is being answered.
        var isBusy: Bool {
            switch self {
            case .answering, .writing, .streaming, .yielding: true
            case .idle, .head, .body, .lingering, .gone: false
            }
        }

        /// Whether no request is taken any more.
        var isLast: Bool {
            switch self {
            case .lingering, .gone: true
            case .idle, .head, .body, .answering, .writing, .streaming, .yielding: false
            }
        }
    }
}
