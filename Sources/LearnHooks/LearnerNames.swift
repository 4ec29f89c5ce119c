/// How to ask a platform's API for names of learners that its events leave out.
public struct LearnerNames: Sendable {
    /// The call that says who the learners of a group are.
    public let call: Call
    /// Returns what the call is given for an action's `data`, or nil if it can say nothing of its learner.
    public let group: @Sendable (_ data: JSONValue) -> Call.Values?
    /// Reads one of the call's rows; nil if it has no id of the platform's.
    public let learner: @Sendable (_ row: JSONValue) -> Action.Learner?

    /// Creates a way to ask.
    public init(
        call: Call, group: @escaping @Sendable (_ data: JSONValue) -> Call.Values?,
        learner: @escaping @Sendable (_ row: JSONValue) -> Action.Learner?
    ) {
        self.call = call
        self.group = group
        self.learner = learner
    }
}
