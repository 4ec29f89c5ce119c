/// A JSON text that was read and found good.
public struct JSONDocument: Sendable {
    /// The deepest nesting that is read, which is far above what any platform sends.
    public static let maximumDepth = 32
    /// The largest text that is read, unless a smaller limit is asked for.
    public static let maximumSize = 1 << 30

    /// The outermost value.
    public let root: JSONNode

    init(root: JSONNode) {
        self.root = root
    }

    /// Reads one JSON text, as RFC 8259 defines it; nothing but white space may follow it.
    ///
    /// - Parameters:
    ///   - bytes: The text, as UTF-8.
    ///   - limit: The most bytes it may have.
    /// - Throws: `JSONError` with the place and the path of the first fault.
    public init(parsing bytes: [UInt8], limit: Int = maximumSize) throws(JSONError) {
        guard bytes.count <= min(limit, Self.maximumSize) else {
            throw JSONError(path: JSONPath(), problem: "the text is larger than \(limit) bytes", location: .start)
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
        let text = TokenizedText(bytes: bytes, tape: tokenizer.tape, isWhole: true)
        root = JSONNode(text: text, root: 0)
    }
}

extension UInt8 {
    var isJSONWhiteSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
