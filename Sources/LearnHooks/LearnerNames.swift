/// How the names of learners, which a platform leaves out of its events, are asked for.
public struct LearnerNames: Sendable {
    /// Who a learner is.
    public struct Name: Sendable, Equatable {
        /// The platform's id of the learner.
        public let id: String
        /// The name for people.
        public let name: String?
        /// The e-mail address.
        public let email: String?

        /// Creates a learner's names.
        public init(id: String, name: String?, email: String?) {
            self.id = id
            self.name = name
            self.email = email
        }
    }

    /// The call that says who the learners of a group are.
    public let call: Call
    /// Returns what the call is given for an action's `data`; nil where it can say nothing of its learner.
    public let group: @Sendable (_ data: JSONValue) -> Call.Values?
    /// Reads one of the call's rows; nil where it names nobody.
    public let name: @Sendable (_ row: JSONValue) -> Name?

    /// Creates a way to ask.
    public init(
        call: Call, group: @escaping @Sendable (_ data: JSONValue) -> Call.Values?,
        name: @escaping @Sendable (_ row: JSONValue) -> Name?
    ) {
        self.call = call
        self.group = group
        self.name = name
    }
}
