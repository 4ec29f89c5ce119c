/// The error of a variable with an invalid value; it names the variable and never the value.
public struct ConfigurationError: Error, CustomStringConvertible, Sendable, Equatable {
    /// The variable's name.
    public let variable: String
    /// What was expected.
    public let problem: String

    /// Creates the error of a variable.
    package init(variable: String, problem: String) {
        self.variable = variable
        self.problem = problem
    }

    /// The variable and what was expected of it.
    public var description: String { "\(variable): \(problem)" }
}
