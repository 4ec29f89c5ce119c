import LearnHooks

/// The error of a target that does not exist.
public struct UnknownTarget: Error, CustomStringConvertible, Sendable {
    /// What was asked for.
    public let name: String
    /// The name that is most like it, where one is.
    public let nearest: String?

    /// What was expected, and what to do.
    public var description: String {
        let hint = nearest.map { "did you mean \($0)?" } ?? "learnhooks list shows every function"
        return "\(name.printable): no such platform or function; \(hint)"
    }
}
