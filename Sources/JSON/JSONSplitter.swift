/// Cuts a stream of JSON into its values, as the bytes come, whatever white space stands between them.
///
/// A stream holds one value or many, pretty-printed or one a line; of an outermost array each element is a value. A
/// breach of the grammar costs one input: the bytes up to where the next value can begin are refused together. While the
/// outermost open bracket is `{`, a line that begins with a bracket in column 0 begins a new value. A byte order mark at its
/// beginning is passed over.
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

    /// A piece, or a value as long as its text is still being read.
    private enum Found {
        case value(root: Int, JSONLocation)
        case piece(Piece)
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
    /// The pieces that are handed on one by one, and how many of them were.
    private var found: [Piece] = []
    private var taken = 0

    /// Creates a splitter that refuses values above a size, and holds little more than one of them.
    public init(limit: Int) {
        self.limit = min(limit, JSONDocument.maximumSize)
    }

    /// Takes the next bytes of the stream.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        buffer.append(contentsOf: bytes)
    }

    /// Takes the next bytes of the stream from whoever writes them where they are to stand.
    ///
    /// - Parameters:
    ///   - count: The most bytes that can be written.
    ///   - write: Writes them.
    /// - Throws: What `write` throws.
    public mutating func append<Failure: Error>(
        upTo count: Int, _ write: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        try buffer.append(addingCapacity: count, initializingWith: write)
    }

    /// Finds the next piece.
    ///
    /// - Parameter isLast: Whether the stream has no more bytes than it was given.
    /// - Returns: The piece, or nil when more bytes are needed or the stream is over.
    public mutating func next(isLast: Bool) -> Piece? {
        if taken == found.count { (found, taken) = (pieces(isLast: isLast), 0) }
        guard taken < found.count else { return nil }
        defer { taken += 1 }
        return found[taken]
    }

    /// Finds all pieces that there are in the bytes so far.
    ///
    /// - Parameter isLast: Whether the stream has no more bytes than it was given.
    /// - Returns: The pieces, whose values share one text.
    public mutating func pieces(isLast: Bool) -> [Piece] {
        var found: [Found] = []
        while let next = find(isLast: isLast) { found.append(next) }
        defer { drop() }
        guard !found.isEmpty else { return [] }
        let text = TokenizedText(bytes: buffer, tape: tokenizer.tape, isWhole: false)
        return found.map { found in
            switch found {
            case .piece(let piece): piece
            case .value(let root, let location): .value(JSONDocument(root: JSONNode(text: text, root: root)), location)
            }
        }
    }

    /// Lets go of the bytes and tokens that pieces were made of: what is begun goes on without them.
    private mutating func drop() {
        guard start > 0 else { return }
        buffer.removeFirst(start)
        start = 0
        if case .reading = state {} else { tokenizer.begin(at: 0, breaksAtLines: false) }
        tokenizer.forgetWhatCameBefore()
    }

    /// Finds what is next in the bytes so far; nil when more are needed or the stream is over.
    private mutating func find(isLast: Bool) -> Found? {
        while true {
            switch state {
            case .between:
                guard skipWhiteSpace() else { return isLast ? endOfStream() : nil }
                // What a byte order mark is refused with depends on the byte behind it.
                if buffer[start] == 0xEF, buffer.count - start < 4, !isLast { return nil }
                guard !passOverMark() else { continue }
                if let found = beginValue() { return found }
            case .reading:
                return read(isLast: isLast)
            case .refusing(var input):
                let passed = input.pass(buffer.span.extracting(start...), isLast: isLast)
                state = .refusing(input)
                guard passed == 0 else { return .piece(.refusedBytes(consume(passed))) }
                guard input.isOver else { return nil }
                state = .between
                return .piece(.refusedEnd)
            }
        }
    }

    /// Moves to the next token; false when there is none yet.
    private mutating func skipWhiteSpace() -> Bool {
        while start < buffer.count, buffer[start].isJSONWhiteSpace { location.advance(over: buffer[start]); start += 1 }
        return start < buffer.count
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Passes over a byte order mark at the beginning of the stream, where editors put it; whether one was there.
    private mutating func passOverMark() -> Bool {
        guard location.offset == 0, buffer[start...].starts(with: Self.mark) else { return false }
        start += Self.mark.count
        location.offset += Self.mark.count
        return true
    }

    /// Looks at the token between two values, and goes on to read the value that begins there.
    private mutating func beginValue() -> Found? {
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
            return .piece(.refused(error("expected ',' or ']', found \(byte.name)")))
        default:
            tokenizer.begin(at: start, breaksAtLines: array == nil)
            state = .reading
        }
        return nil
    }

    private mutating func read(isLast: Bool) -> Found? {
        let buffer = buffer
        let isComplete: Bool
        do throws(Tokenizer.Fault) {
            isComplete = try tokenizer.read(buffer.span, isLast: isLast)
        } catch {
            // However the bytes come, a value that is too large is refused for that, unless it is bad before.
            guard error.offset - start <= limit else {
                return refuse(self.error("the event is larger than \(limit) bytes"))
            }
            return refuse(tokenizer.error(error, in: buffer.span).moved(to: location))
        }
        let size = (isComplete ? tokenizer.position : buffer.count) - start
        guard size <= limit else { return refuse(error("the event is larger than \(limit) bytes")) }
        guard isComplete else { return nil }
        let found = Found.value(root: tokenizer.root, location)
        // A value's newlines were counted as it was read.
        location.column =
            tokenizer.newlines > 0 ? tokenizer.position - tokenizer.lineStart + 1 : location.column + size
        location.line += tokenizer.newlines
        location.offset += size
        start = tokenizer.position
        state = .between
        if array != nil { array = .afterElement }
        return found
    }

    private mutating func refuse(_ error: JSONError) -> Found {
        tokenizer.abandon()
        let extent: RefusedInput.Extent =
            switch buffer[start] {
            case _ where array != nil: .element
            case UInt8(ascii: "{"): .object
            case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","): .stray
            // A byte order mark is refused together with the object behind it.
            case 0xEF where buffer[start...].starts(with: Self.mark + [UInt8(ascii: "{")]): .object
            default: .line
            }
        state = .refusing(RefusedInput(extent))
        if array != nil { array = .afterElement }
        return .piece(.refused(error))
    }

    private mutating func endOfStream() -> Found? {
        guard array != nil else { return nil }
        array = nil
        state = .refusing(RefusedInput(.line))
        return .piece(.refused(error("expected ',' or ']', found the end of the text")))
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
