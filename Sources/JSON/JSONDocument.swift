/// A JSON text that was read and found good: its bytes, and the tape of its tokens.
public struct JSONDocument: Sendable {
    /// The deepest nesting that is read, which is far above what any platform sends.
    public static let maximumDepth = 32
    /// The largest text that is read, unless a smaller limit is asked for.
    public static let maximumSize = 1 << 30

    let bytes: [UInt8]
    /// Where the text begins in `bytes`; the tape counts from there.
    let base: UInt32
    let tape: Tape

    init(bytes: [UInt8], base: Int, tape: Tape) {
        self.bytes = bytes
        self.base = UInt32(truncatingIfNeeded: base)
        self.tape = tape
    }

    /// Reads one JSON text, as RFC 8259 defines it; nothing but white space may follow it.
    ///
    /// - Parameters:
    ///   - bytes: The text, as UTF-8.
    ///   - limit: The most bytes it may have.
    /// - Throws: `JSONError` with the place and the path of the first fault.
    public init(parsing bytes: [UInt8], limit: Int = maximumSize) throws(JSONError) {
        guard bytes.count <= min(limit, Self.maximumSize) else {
            throw JSONError(path: JSONPath(), problem: "larger than \(limit) bytes", location: .start)
        }
        var tokenizer = Tokenizer()
        do throws(Tokenizer.Fault) {
            _ = try tokenizer.read(bytes.span, isLast: true)
            for index in tokenizer.position..<bytes.count where !bytes[index].isJSONWhiteSpace {
                throw Tokenizer.Fault(
                    problem: "expected the end of the text, found \(bytes[index].name)", offset: index)
            }
        } catch {
            throw tokenizer.error(error, in: bytes.span)
        }
        self.init(bytes: bytes, base: 0, tape: tokenizer.tape)
    }

    /// The outermost value.
    public var root: JSONNode { JSONNode(document: self, index: 0) }
}

extension Tokenizer {
    /// Turns a fault into an error with its path and place.
    func error(_ fault: Fault, in bytes: Span<UInt8>) -> JSONError {
        var location = JSONLocation.start
        location.advance(over: bytes.extracting(first: fault.offset))
        return JSONError(path: path(of: fault, in: bytes), problem: fault.problem, location: location)
    }

    /// The way to the token that was being read, through the containers that are open.
    private func path(of fault: Fault, in bytes: Span<UInt8>) -> JSONPath {
        var path = JSONPath()
        for (depth, container) in open.enumerated() {
            let inner = depth + 1 < open.count ? open[depth + 1] : tape.count
            if depth + 1 == open.count, let key = fault.key {
                path.steps.append(.key(bytes.text(of: tape[key])))
            } else if let step = step(into: container, to: inner, in: bytes) {
                path.steps.append(step)
            }
        }
        return path
    }

    private func step(into container: Int, to inner: Int, in bytes: Span<UInt8>) -> JSONPath.Step? {
        var index = container + 1
        var passed = 0
        if tape[container].kind == .array {
            while index < inner {
                index = Int(tape[index].next)
                passed += 1
            }
            return .index(passed)
        }
        // Keys and values alternate; the last key is the one whose value is being read, if any is.
        while index + 1 < inner { index = Int(tape[index + 1].next) }
        return index < inner ? .key(bytes.text(of: tape[index])) : nil
    }
}

extension Span<UInt8> {
    /// The text of a string token, its escapes resolved.
    func text(of entry: TapeEntry) -> String {
        String(decoding: unescaped(entry), as: UTF8.self)
    }
}

extension UInt8 {
    var isJSONWhiteSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
