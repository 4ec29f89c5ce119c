/// The key of a member that is known when the program is written: nothing in it needs an escape.
public struct JSONKey: ExpressibleByStringLiteral, Sendable {
    let name: StaticString

    /// Creates a key of its name.
    ///
    /// - Precondition: The name has neither quotes nor backslashes nor control characters.
    public init(stringLiteral name: StaticString) {
        assert("\(name)".utf8.allSatisfy { !$0.needsEscape }, "\(name) needs an escape")
        self.name = name
    }
}
