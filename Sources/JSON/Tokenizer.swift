/// Reads JSON values into a tape: in one pass, without recursion, and as their bytes come.
///
/// It takes RFC 8259 to the letter: UTF-8 alone, no lone surrogate, no repeated key, nothing that is not in its grammar.
/// Offsets count from the first byte of the span, which always begins at the same byte, however much follows it, until
/// `forgetWhatCameBefore` moves that; whoever calls keeps spans below 4 GiB, so that offsets fit the tape.
struct Tokenizer: Sendable {
    /// A breach of the grammar, and the byte at which it shows.
    struct Fault: Error {
        var problem: String
        var offset: Int
        /// The member of the innermost object that it is about, where it is not the last one.
        var key: Int?
    }

    private enum Expectation {
        case value, firstElement, firstKey, key, colon, comma
    }

    /// The tokens read so far, those of earlier values first.
    private(set) var tape: Tape = []
    /// The indices of the containers that are open, outermost first.
    private(set) var open: [Int] = []
    /// The index of the value's entry on the tape.
    private(set) var root = 0
    /// The byte at which the value begins, or white space before it.
    private(set) var start = 0
    /// The byte to go on from: the first of a token, or of white space.
    private(set) var position = 0
    /// How many newlines the value has so far.
    private(set) var newlines = 0
    /// The byte after the last newline that was passed.
    private(set) var lineStart = 0
    /// The byte after the last token that was read.
    private var lastEnd = 0
    private var expectation = Expectation.value
    /// Whether the innermost container that is open is an object.
    private var isInObject = false
    /// Up to where the unfinished token at `position` is known to be good, so that no byte of it is looked at again.
    private var scanned = 0
    private var isEscaped = false
    /// Whether a line that begins with a bracket ends an object that is still open: see `JSONSplitter`.
    private var breaksAtLines = false

    /// Whether the byte at `position`, were it a bracket, would begin another value.
    private var beginsAnotherValue: Bool { breaksAtLines && isObject && lineStart == position && position > start }

    /// Whether the value began with `{`.
    private var isObject: Bool { tape.count > root && tape[root].kind == .object }

    /// Goes on to another value, which begins at an offset.
    mutating func begin(at offset: Int, breaksAtLines: Bool) {
        root = tape.count
        (start, position, lineStart, lastEnd) = (offset, offset, offset, offset)
        newlines = 0
        expectation = .value
        self.breaksAtLines = breaksAtLines
    }

    /// Takes the tokens of the value back that was begun.
    mutating func abandon() {
        tape.removeSubrange(root...)
        open.removeAll(keepingCapacity: true)
        (scanned, isEscaped) = (0, false)
    }

    /// Moves to a span that begins with the value that was begun, whose tokens alone stay.
    mutating func forgetWhatCameBefore() {
        let (tokens, bytes) = (UInt32(truncatingIfNeeded: root), UInt32(truncatingIfNeeded: start))
        var rest: Tape = []
        // What follows is likely to have as many tokens.
        rest.reserveCapacity(tape.count)
        for var entry in tape[root...] {
            entry.start -= bytes
            // Of a container that is open, neither is known yet.
            if entry.next > 0 {
                entry.end -= bytes
                entry.next -= tokens
            }
            rest.append(entry)
        }
        tape = rest
        for index in open.indices { open[index] -= root }
        position -= start
        lineStart -= start
        lastEnd -= start
        scanned = max(0, scanned - start)
        (root, start) = (0, 0)
    }

    /// Reads on until the value is complete, or the bytes are at an end.
    ///
    /// - Parameters:
    ///   - bytes: The text from the value's first byte (or white space before it) on, behind what came before it.
    ///   - isLast: Whether no more bytes follow these.
    /// - Returns: Whether the value is complete: `position` is then the byte after it.
    /// - Throws: `Fault`, when no value can come of this any more.
    mutating func read(_ bytes: Span<UInt8>, isLast: Bool) throws(Fault) -> Bool {
        while true {
            skipWhiteSpace(in: bytes)
            guard position < bytes.count else {
                if isLast { throw Fault(problem: "expected \(expected), found the end of the text", offset: lastEnd) }
                return false
            }
            let byte = bytes[position]
            switch expectation {
            case .colon:
                guard byte == UInt8(ascii: ":") else { throw unexpected(byte) }
                position += 1
                expectation = .value
            case .comma where byte == UInt8(ascii: ","):
                position += 1
                expectation = isInObject ? .key : .value
            case .comma:
                try readEnd(byte, in: bytes)
            case .firstKey where byte == UInt8(ascii: "}"), .firstElement where byte == UInt8(ascii: "]"):
                close(at: position + 1)
            case .firstKey, .key:
                guard byte == UInt8(ascii: "\"") else { throw unexpected(byte) }
                guard try readString(in: bytes, isLast: isLast) else { return false }
                expectation = .colon
                if position < bytes.count, bytes[position] == UInt8(ascii: ":") {
                    position += 1
                    expectation = .value
                }
            case .value, .firstElement:
                guard try readValue(byte, in: bytes, isLast: isLast) else { return false }
            }
            lastEnd = position
            if expectation == .comma && open.isEmpty { return true }
        }
    }

    private mutating func skipWhiteSpace(in bytes: Span<UInt8>) {
        while position < bytes.count, bytes[position] <= UInt8(ascii: " ") {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            case UInt8(ascii: "\n"):
                position += 1
                newlines += 1
                lineStart = position
            default: return
            }
        }
    }

    /// Reads a value, or the bracket that opens one; false when the bytes end within it.
    private mutating func readValue(_ byte: UInt8, in bytes: Span<UInt8>, isLast: Bool) throws(Fault) -> Bool {
        switch byte {
        case UInt8(ascii: "\""):
            guard try readString(in: bytes, isLast: isLast) else { return false }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try openContainer(byte == UInt8(ascii: "{") ? .object : .array)
            return true
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            guard try readNumber(in: bytes, isLast: isLast) else { return false }
        case UInt8(ascii: "t"):
            guard try readLiteral("true", .true, in: bytes, isLast: isLast) else { return false }
        case UInt8(ascii: "f"):
            guard try readLiteral("false", .false, in: bytes, isLast: isLast) else { return false }
        case UInt8(ascii: "n"):
            guard try readLiteral("null", .null, in: bytes, isLast: isLast) else { return false }
        default:
            throw unexpected(byte)
        }
        expectation = .comma
        return true
    }

    /// Reads the bracket that closes the innermost container.
    private mutating func readEnd(_ byte: UInt8, in bytes: Span<UInt8>) throws(Fault) {
        switch byte {
        case UInt8(ascii: "}") where isInObject:
            if let repeated = tape.repeatedKey(ofObjectAt: open[open.count - 1], in: bytes) {
                throw Fault(problem: "a key is repeated", offset: repeated.offset, key: repeated.key)
            }
            close(at: position + 1)
        case UInt8(ascii: "]") where !isInObject:
            close(at: position + 1)
        default:
            throw unexpected(byte)
        }
    }

    // MARK: Containers

    private mutating func openContainer(_ kind: TapeEntry.Kind) throws(Fault) {
        if beginsAnotherValue { throw unexpected(kind == .object ? UInt8(ascii: "{") : UInt8(ascii: "[")) }
        guard open.count < JSONDocument.maximumDepth else {
            throw Fault(problem: "nested deeper than \(JSONDocument.maximumDepth) levels", offset: position)
        }
        open.append(tape.count)
        tape.append(TapeEntry(start: UInt32(truncatingIfNeeded: position), end: 0, next: 0, kind: kind))
        position += 1
        isInObject = kind == .object
        expectation = isInObject ? .firstKey : .firstElement
    }

    private mutating func close(at end: Int) {
        let index = open.removeLast()
        tape[index].end = UInt32(truncatingIfNeeded: end)
        tape[index].next = UInt32(truncatingIfNeeded: tape.count)
        position = end
        isInObject = open.last.map { tape[$0].kind == .object } ?? false
        expectation = .comma
    }

    // MARK: Scalars

    private mutating func append(_ kind: TapeEntry.Kind, end: Int) {
        tape.append(
            TapeEntry(
                start: UInt32(truncatingIfNeeded: position), end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: tape.count + 1), kind: kind, isEscaped: isEscaped))
        position = end
        scanned = 0
        isEscaped = false
    }

    private mutating func readString(in bytes: Span<UInt8>, isLast: Bool) throws(Fault) -> Bool {
        scanned = max(scanned, position + 1)
        scanned += bytes.plainLength(from: scanned)
        if scanned < bytes.count, bytes[scanned] == UInt8(ascii: "\"") {
            append(.string, end: scanned + 1)
            return true
        }
        guard try bytes.scanString(from: &scanned, isEscaped: &isEscaped, isLast: isLast) else { return false }
        append(.string, end: scanned + 1)
        return true
    }

    private mutating func readNumber(in bytes: Span<UInt8>, isLast: Bool) throws(Fault) -> Bool {
        scanned = max(scanned, position)
        while scanned < bytes.count, bytes[scanned].isPartOfNumber { scanned += 1 }
        guard isLast || scanned < bytes.count else { return false }
        let isInteger = try bytes.checkNumber(from: position, to: scanned)
        append(isInteger ? .integer : .number, end: scanned)
        return true
    }

    private mutating func readLiteral(
        _ literal: String, _ kind: TapeEntry.Kind, in bytes: Span<UInt8>, isLast: Bool
    ) throws(Fault) -> Bool {
        let length = literal.utf8.count
        var matched = 0
        for byte in literal.utf8 where position + matched < bytes.count {
            guard bytes[position + matched] == byte else { throw unexpected(bytes[position]) }
            matched += 1
        }
        guard matched == length else {
            if isLast { throw Fault(problem: "expected \(expected), found the end of the text", offset: bytes.count) }
            return false
        }
        append(kind, end: position + length)
        return true
    }

    // MARK: Words for errors

    private var expected: String {
        switch expectation {
        case .value: "a value"
        case .firstElement: "a value or ']'"
        case .firstKey: "a key in double quotes or '}'"
        case .key: "a key in double quotes"
        case .colon: "':'"
        case .comma: isInObject ? "',' or '}'" : "',' or ']'"
        }
    }

    private func unexpected(_ byte: UInt8) -> Fault {
        if beginsAnotherValue, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            // The fault is where this value should have gone on, not in the good line after it.
            return Fault(problem: "expected \(expected), found a line that begins another value", offset: lastEnd)
        }
        return Fault(problem: "expected \(expected), found \(byte.name)", offset: position)
    }
}

extension UInt8 {
    /// The byte as an error names it.
    var name: String {
        switch self {
        case 0x21...0x7E: "'\(Unicode.Scalar(self))'"
        case 0xEF: "byte 0xEF, as of a byte order mark"
        case 0xFE, 0xFF: "byte 0x\(String(self, radix: 16, uppercase: true)), as of UTF-16, where UTF-8 is expected"
        default: "byte 0x\(self < 16 ? "0" : "")\(String(self, radix: 16, uppercase: true))"
        }
    }
}
