/// Why the journal did not do what was asked of it.
package struct JournalError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, which says who is at fault.
    package enum Kind: Sendable {
        /// The disk or the database is full, gone or broken: nothing can be stored just now.
        case unavailable
        /// The file cannot be opened, or is not this program's: a person has to do something.
        case configuration
        /// What was to be stored, or asked for, is at fault.
        case input
    }

    /// Who is at fault.
    package let kind: Kind
    /// What is wrong, where, and what to do.
    package let description: String

    /// Creates an error.
    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
