/// What is wrong with a JSON text or with a value in it, and where.
///
/// It names paths and types, never the values that were found: a text may hold personal data, and errors go to logs.
public struct JSONError: Error, Equatable, Sendable {
    /// The way from the outermost value to the faulty one; empty for the outermost itself.
    public var path: JSONPath
    /// What was expected and what was found, as a phrase without a full stop.
    public var problem: String
    /// What to do about it, if that is known.
    public var advice: String?
    /// The place of the fault, or nil until the reader fills it in.
    public var location: JSONLocation?

    /// Creates an error whose place is filled in by the reader.
    ///
    /// A payload's `init(json:)` throws it about the value that it reads: `throw JSONError(expected: "a colour")`.
    /// - Parameters:
    ///   - expected: What the value should have been, with its article.
    ///   - advice: What to do about it, where that is known.
    public init(expected: String, advice: String? = nil) {
        self.init(path: JSONPath(), problem: "expected \(expected)", location: nil)
        self.advice = advice
    }

    init(path: JSONPath, problem: String, location: JSONLocation?) {
        self.path = path
        self.problem = problem
        self.location = location
    }

    /// Returns the error as it reads when the text begins at a place of a larger text.
    public func moved(to start: JSONLocation) -> JSONError {
        var error = self
        error.location = location?.moved(to: start)
        return error
    }
}

extension JSONError: CustomStringConvertible {
    /// The path, the problem and the advice: `body.resultValue: expected a number, found a string`.
    public var description: String {
        (path.isEmpty ? "" : "\(path): ") + problem + (advice.map { "; \($0)" } ?? "")
    }
}

/// A place in a text.
public struct JSONLocation: Equatable, Sendable {
    /// The bytes before it.
    public var offset: Int
    /// The line that it is on, from 1.
    public var line: Int
    /// The bytes before it on its line, plus 1.
    public var column: Int

    /// The beginning of a text.
    public static let start = JSONLocation(offset: 0, line: 1, column: 1)

    /// Creates a place; `start` is its beginning.
    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// Returns the same place, counted from the beginning of a larger text.
    public func moved(to start: JSONLocation) -> JSONLocation {
        JSONLocation(
            offset: start.offset + offset,
            line: start.line + line - 1,
            column: line == 1 ? start.column + column - 1 : column)
    }

    /// Moves the place forward over bytes that follow it.
    mutating func advance(over bytes: Span<UInt8>) {
        for index in bytes.indices { advance(over: bytes[index]) }
    }

    mutating func advance(over byte: UInt8) {
        offset += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}
