/// The bytes of an input that is refused: finds where they end, by brackets and quotes alone.
struct RefusedInput: Sendable {
    /// How far a refusal reaches.
    enum Extent: Sendable {
        /// An object: to its closing bracket and the rest of that line, or to a line that begins with a bracket.
        case object
        /// Brackets and commas that belong to nothing: to the bracket that opens something, or to the end of the line.
        case stray
        /// Anything else outside an array: to the end of the line.
        case line
        /// An element of the outermost array: to the comma or bracket behind it.
        case element
    }

    private var extent: Extent
    /// Whether no byte belongs to the input any more.
    private(set) var isOver = false
    private var depth = 0
    private var isInString = false
    private var isAfterBackslash = false
    private var isAtLineStart = false

    init(_ extent: Extent) {
        self.extent = extent
    }

    /// Returns how many of the bytes belong to the input; fewer than all of them when it is over.
    mutating func pass(_ bytes: Span<UInt8>, isLast: Bool) -> Int {
        for index in bytes.indices {
            guard passes(bytes[index]) else {
                isOver = true
                return index
            }
            isAtLineStart = bytes[index] == UInt8(ascii: "\n")
        }
        if isLast { isOver = true }
        return bytes.count
    }

    /// Whether the byte belongs to the input.
    private mutating func passes(_ byte: UInt8) -> Bool {
        let isOpening = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
        switch extent {
        case .line:
            return byte != UInt8(ascii: "\n")
        case .stray:
            if isOpening || byte == UInt8(ascii: "\n") { return false }
            if !byte.isJSONWhiteSpace && !"}],".utf8.contains(byte) { extent = .line }
            return true
        case .object where isAtLineStart && isOpening:
            return false
        case .element where depth == 0 && !isInString && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")):
            return false
        case .object, .element:
            follow(byte)
            return true
        }
    }

    /// Follows strings and brackets.
    private mutating func follow(_ byte: UInt8) {
        if isAfterBackslash {
            isAfterBackslash = false
        } else if isInString {
            switch byte {
            case UInt8(ascii: "\\"): isAfterBackslash = true
            // No string goes past its line: a quote that was never closed must not swallow what comes after.
            case UInt8(ascii: "\""), UInt8(ascii: "\n"): isInString = false
            default: break
            }
        } else {
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth = max(0, depth - 1)
                if depth == 0 && extent == .object { extent = .stray }
            default: break
            }
        }
    }
}
