/// The error of a variable that cannot be what it says; it names the variable and never its value.
public struct ConfigurationError: Error, CustomStringConvertible, Sendable, Equatable {
    /// The variable's name.
    public let variable: String
    /// What was expected.
    public let problem: String

    /// The variable and what was expected of it.
    public var description: String { "\(variable): \(problem)" }
}
