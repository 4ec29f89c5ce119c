extension Action {
    /// What tells an action from others of its kind and object: it becomes a part of the action's id.
    ///
    /// Nothing that varies from attempt to attempt belongs here. A field that is absent, or cannot be read, counts as null. If
    /// all fields are null, the digest of the event replaces the key; in a list, the digest of the row.
    public struct Key: Sendable, ExpressibleByArrayLiteral {
        /// One fact of the event.
        public enum Field: Sendable, Hashable {
            /// Text, as it was sent.
            case text(String?)
            /// A number, in its shortest form.
            case number(JSONNumber?)
            /// A time, in UTC.
            case time(Timestamp?)
            /// The SHA-256 of a value's canonical form.
            case digest(JSONValue?)
        }

        /// The facts in their order.
        public var fields: [Field]
        /// What the digest is made of where no field is there, or nil for the whole event.
        public var row: JSONNode?

        /// Creates a key of a row in a list.
        public init(_ fields: [Field], row: JSONNode) {
            self.fields = fields
            self.row = row
        }

        /// Creates a key of an event that is not a list.
        public init(arrayLiteral fields: Field...) {
            self.fields = fields
        }
    }
}
