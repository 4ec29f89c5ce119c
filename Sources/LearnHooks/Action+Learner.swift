extension Action {
    /// A person, as the platform names them.
    public struct Learner: Hashable, Sendable {
        /// The platform's id.
        public let id: String?
        /// The name for people.
        public let name: String?
        /// The e-mail address, as it was sent.
        public let email: String?

        /// Creates a learner; what is empty counts as not said.
        public init(id: String? = nil, name: String? = nil, email: String? = nil) {
            self.id = id.unlessEmpty
            self.name = name.unlessEmpty
            self.email = email.unlessEmpty
        }

        /// Whether nothing is known.
        public var isUnknown: Bool { id == nil && name == nil && email == nil }
    }
}

extension String? {
    /// The text, or nil where it is empty: platforms send "" for what they do not know.
    var unlessEmpty: String? { self?.isEmpty == true ? nil : self }
}
