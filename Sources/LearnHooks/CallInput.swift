/// An input of a call.
public struct CallInput: Sendable {
    /// How it is given.
    public enum Form: Sendable {
        /// A word behind the call's name.
        case argument
        /// All words behind the call's name.
        case arguments
        /// The word after `--name`.
        case option
        /// The word after `--token`, with which a platform will prove itself: it is never shown, and made if none is given.
        case secret
    }

    /// The name, in lower case.
    public let name: String
    /// How it is given.
    public let form: Form
    /// Whether the call cannot be made without it.
    public let isRequired: Bool
    /// Every value that there is, where they are known: with `--all`, the call is made for each.
    public let values: [String]
    /// Says what is expected in a value's place; nil if the value is good.
    public let problem: @Sendable (String) -> String?

    /// Creates an input.
    public init(
        _ name: String, _ form: Form, isRequired: Bool = false, values: [String] = [],
        problem: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.name = name
        self.form = form
        self.isRequired = isRequired
        self.values = values
        self.problem = problem
    }
}
