/// Cuts a stream of JSON into its values, as the bytes come, whatever white space stands between them.
///
/// A stream holds one value or many, pretty-printed or one a line; of an outermost array each element is a value. A
/// breach of the grammar costs one input: the bytes up to where the next value can begin are refused together. While the
/// outermost open bracket is `{`, a line that begins with a bracket in column 0 begins a new value.
public struct JSONSplitter: Sendable {
    /// What was found next in the stream.
    public enum Piece: Sendable {
        /// A good value, and where it begins.
        case value(JSONDocument, JSONLocation)
        /// An input is refused; its bytes follow, then `refusedEnd`.
        case refused(JSONError)
        /// The next bytes of the refused input.
        case refusedBytes(ArraySlice<UInt8>)
        /// The refused input is over.
        case refusedEnd
    }

    private enum State {
        case between, reading, refusing(RefusedInput)
    }

    /// What may come next in an outermost array; nil outside one.
    private enum ArrayState {
        case first, afterElement, afterComma
    }

    /// The most bytes that one value may have.
    public let limit: Int
    private var buffer: [UInt8] = []
    /// The index of the first byte in `buffer` that no piece was made of, and its place in the stream.
    private var start = 0
    private var location = JSONLocation.start
    private var state = State.between
    private var array: ArrayState?
    private var tokenizer = Tokenizer()

    /// Creates a splitter that refuses values above a size, and holds little more than one of them.
    public init(limit: Int) {
        self.limit = min(limit, JSONDocument.maximumSize)
    }

    /// Takes the next bytes of the stream.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        buffer.removeFirst(start)
        start = 0
        buffer.append(contentsOf: bytes)
    }

    /// Finds the next piece.
    ///
    /// - Parameter isLast: Whether the stream has no more bytes than it was given.
    /// - Returns: The piece, or nil when more bytes are needed or the stream is over.
    public mutating func next(isLast: Bool) -> Piece? {
        while true {
            switch state {
            case .between:
                guard skipWhiteSpace() else { return isLast ? endOfStream() : nil }
                // What a byte order mark is refused with depends on the byte behind it.
                if buffer[start] == 0xEF, buffer.count - start < 4, !isLast { return nil }
                if let piece = beginValue() { return piece }
            case .reading:
                return read(isLast: isLast)
            case .refusing(var input):
                let passed = input.pass(buffer.span.extracting(start...), isLast: isLast)
                state = .refusing(input)
                guard passed == 0 else { return .refusedBytes(consume(passed)) }
                guard input.isOver else { return nil }
                state = .between
                return .refusedEnd
            }
        }
    }

    /// Moves to the next token; false when there is none yet.
    private mutating func skipWhiteSpace() -> Bool {
        var end = start
        while end < buffer.count, buffer[end].isJSONWhiteSpace { end += 1 }
        _ = consume(end - start)
        return start < buffer.count
    }

    /// Looks at the token between two values, and goes on to read the value that begins there.
    private mutating func beginValue() -> Piece? {
        switch (array, buffer[start]) {
        case (nil, UInt8(ascii: "[")):
            array = .first
            _ = consume(1)
        case (.first, UInt8(ascii: "]")), (.afterElement, UInt8(ascii: "]")):
            array = nil
            _ = consume(1)
        case (.afterElement, UInt8(ascii: ",")):
            array = .afterComma
            _ = consume(1)
        case (.afterElement, let byte):
            state = .refusing(RefusedInput(.element))
            return .refused(error("expected ',' or ']', found \(byte.name)"))
        default:
            tokenizer = Tokenizer(breaksAtLines: array == nil)
            state = .reading
        }
        return nil
    }

    private mutating func read(isLast: Bool) -> Piece? {
        // Taken out for the time of reading: the bytes that it reads are a part of the same structure.
        var tokenizer = Tokenizer()
        swap(&tokenizer, &self.tokenizer)
        defer { swap(&tokenizer, &self.tokenizer) }
        let isComplete: Bool
        do throws(Tokenizer.Fault) {
            isComplete = try tokenizer.read(buffer.span.extracting(start...), isLast: isLast)
        } catch {
            return refuse(tokenizer.error(error, in: buffer.span.extracting(start...)).moved(to: location))
        }
        let size = isComplete ? tokenizer.position : buffer.count - start
        guard size <= limit else { return refuse(error("larger than \(limit) bytes")) }
        guard isComplete else { return nil }
        let piece = Piece.value(JSONDocument(bytes: buffer, base: start, tape: tokenizer.tape), location)
        // A value's newlines were counted as it was read.
        location.column = tokenizer.newlines > 0 ? size - tokenizer.lineStart + 1 : location.column + size
        location.line += tokenizer.newlines
        location.offset += size
        start += size
        state = .between
        if array != nil { array = .afterElement }
        return piece
    }

    private mutating func refuse(_ error: JSONError) -> Piece {
        let extent: RefusedInput.Extent =
            switch buffer[start] {
            case _ where array != nil: .element
            case UInt8(ascii: "{"): .object
            case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","): .stray
            // A byte order mark is refused together with the object behind it.
            case 0xEF where buffer[start...].starts(with: [0xEF, 0xBB, 0xBF, UInt8(ascii: "{")]): .object
            default: .line
            }
        state = .refusing(RefusedInput(extent))
        if array != nil { array = .afterElement }
        return .refused(error)
    }

    private mutating func endOfStream() -> Piece? {
        guard array != nil else { return nil }
        array = nil
        state = .refusing(RefusedInput(.line))
        return .refused(error("expected ',' or ']', found the end of the text"))
    }

    private func error(_ problem: String) -> JSONError {
        JSONError(path: JSONPath(), problem: problem, location: location)
    }

    private mutating func consume(_ count: Int) -> ArraySlice<UInt8> {
        let bytes = buffer[start..<start + count]
        location.advance(over: bytes.span)
        start += count
        return bytes
    }
}
