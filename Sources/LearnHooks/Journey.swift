/// What a learner does at a platform, step by step, and what the platform sends: for simulations.
///
/// It states which actions are due for what it sends, without asking a handler: the actions of a deployment can be compared
/// with that.
///
///     extension Journey {
///         static let knolyx = Journey { learner in
///             learner.wait()
///             learner.send("PING", ["id": "1", "type": "PING", "data": [:]], due: [
///                 Action(.webhookPinged, object: .platform("knolyx"), key: [.text("1")])
///             ])
///         }
///     }
public struct Journey: Sendable {
    private let travel: @Sendable (inout SimulatedLearner) -> Void

    /// Creates a journey.
    ///
    /// - Parameter travel: Takes a learner through it. What is left to chance is asked of the learner.
    public init(_ travel: @escaping @Sendable (inout SimulatedLearner) -> Void) {
        self.travel = travel
    }

    /// What the platform sends of one step, and what is due for it.
    public struct Step: Sendable {
        /// The wire name of the event type.
        public let type: String
        /// When it happens.
        public let time: Timestamp
        /// The body of the delivery.
        public let body: JSONValue
        /// The actions that are due, in their order.
        public let due: [Action]
    }

    /// Returns the steps of one learner, in the order in which they happen.
    public func steps(of learner: SimulatedLearner) -> [Step] {
        var learner = learner
        travel(&learner)
        return learner.steps
    }
}
