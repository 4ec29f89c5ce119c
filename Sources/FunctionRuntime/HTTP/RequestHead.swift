import LearnHooks

/// The head of a request, read from its bytes as they came.
///
/// What could be read in two ways is refused: what one server on the way repairs and the next does not is how requests are
/// smuggled. Sources: RFC 9112, 2.2, 3.2, 5.1, 5.2, 6.1 and 6.3.
struct RequestHead {
    /// How the body behind a head is told from what follows it.
    enum Framing: Equatable {
        /// So many bytes.
        case length(Int)
        /// Chunks.
        case chunked
    }

    /// What is wrong with a head, for the log.
    struct Malformed: Error, Equatable {
        let problem: String
    }

    /// The method, as it was written.
    private(set) var method = ""
    /// The path of the target, percent-encoded as it was sent; that of a whole URL, where the target is one.
    private(set) var path = ""
    /// The query of the target, without the question mark.
    private(set) var query = ""
    /// The fields in their order: values without white space around them, bytes that are no text replaced.
    private(set) var fields: [Delivery.HeaderField] = []
    private(set) var framing = Framing.length(0)
    /// Whether it is HTTP/1.1, and not 1.0.
    private(set) var isHTTP11 = false
    /// Whether whoever asks wants to go on behind the answer.
    private(set) var isKeptAlive = false
    /// What is expected before the body is sent, in lower case; who speaks HTTP/1.0 knows nothing of it: RFC 9110, 10.1.1.
    private(set) var expectation: String?
    /// Whether the body was encoded on its way.
    private(set) var isEncoded = false

    /// Reads a head, from its request line to the empty line at its end.
    ///
    /// - Throws: `Malformed`.
    init(_ head: Span<UInt8>) throws(Malformed) {
        var seen = SeenFields()
        var start = 0
        var lines = 0
        for index in head.indices {
            switch head[index] {
            case UInt8(ascii: "\n"):
                guard index > start, head[index - 1] == UInt8(ascii: "\r") else {
                    throw Malformed(problem: "a line ends without a carriage return")
                }
                let line = head.extracting(start..<(index - 1))
                if lines == 0 { try readRequestLine(line) } else if !line.isEmpty { try readField(line, &seen) }
                lines += 1
                start = index + 1
            case UInt8(ascii: "\r"):
                guard index + 1 < head.count, head[index + 1] == UInt8(ascii: "\n") else {
                    throw Malformed(problem: "a carriage return within a line")
                }
            case 0x00...0x08, 0x0B...0x0C, 0x0E...0x1F, 0x7F: throw Malformed(problem: "a control character")
            default: break
            }
        }
        guard lines > 0 else { throw Malformed(problem: "no request line") }
        framing = try seen.framing(isHTTP11: isHTTP11)
        isKeptAlive = isHTTP11 ? !seen.isClosing : seen.isKeptAlive && !seen.isClosing
    }

    /// The request as a delivery.
    func delivery(body: [UInt8]) -> Delivery {
        Delivery(method: method, path: path, query: query, headers: fields, body: body)
    }

    // MARK: Reading

    private mutating func readRequestLine(_ line: Span<UInt8>) throws(Malformed) {
        isHTTP11 = line.hasSuffix(" HTTP/1.1")
        guard isHTTP11 || line.hasSuffix(" HTTP/1.0") else { throw Malformed(problem: "not HTTP/1.1 or 1.0") }
        let rest = line.extracting(..<(line.count - " HTTP/1.1".utf8.count))
        guard let space = rest.index(of: UInt8(ascii: " ")), rest.isToken(..<space) else {
            throw Malformed(problem: "no method")
        }
        method = rest.extracting(..<space).text ?? ""
        let target = rest.extracting((space + 1)...)
        guard !target.isEmpty, target.index(of: UInt8(ascii: " ")) == nil, target.index(of: 0x09) == nil else {
            throw Malformed(problem: "no target, or white space in it")
        }
        let pathEnd = target.index(of: UInt8(ascii: "?")) ?? target.count
        guard let path = target.extracting(target.pathStart(before: pathEnd)..<pathEnd).text,
            let query = target.extracting(Swift.min(pathEnd + 1, target.count)...).text
        else { throw Malformed(problem: "a target that is not UTF-8") }
        self.path = path.isEmpty ? "/" : path
        self.query = query
    }

    private mutating func readField(_ line: Span<UInt8>, _ seen: inout SeenFields) throws(Malformed) {
        guard line[0] != UInt8(ascii: " "), line[0] != 0x09 else {
            throw Malformed(problem: "a field is folded into two lines")
        }
        guard let colon = line.index(of: UInt8(ascii: ":")) else {
            throw Malformed(problem: "a header line is not a field")
        }
        guard line.isToken(..<colon) else { throw Malformed(problem: "a field's name is not a token") }
        let name = line.extracting(..<colon)
        let value = line.extracting(line.trimmed(from: colon + 1))
        // A look at the length spares most names the comparison.
        switch colon {
        case 4 where name.isName("host"): seen.hosts += 1
        case 6 where isHTTP11 && name.isName("expect"): expectation = value.text?.lowercased() ?? ""
        case 10 where name.isName("connection"): seen.readConnection(value)
        case 14 where name.isName("content-length"): try seen.setLength(value)
        case 16 where name.isName("content-encoding"): isEncoded = isEncoded || !value.isIdentity
        case 17 where name.isName("transfer-encoding"): try seen.setChunked(value)
        default: break
        }
        fields.append(.init(name.text ?? "", value.text ?? value.repairedText))
    }

    /// What is known of the fields that frame a request.
    private struct SeenFields {
        var hosts = 0
        var isClosing = false
        var isKeptAlive = false
        private var length: Int?
        private var isChunked = false

        mutating func setLength(_ value: Span<UInt8>) throws(Malformed) {
            // Fifteen digits are a million gigabytes, and cannot overflow.
            guard length == nil, (1...15).contains(value.count),
                value.indices.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(value[$0]) })
            else { throw Malformed(problem: "Content-Length is not a number, or appears twice") }
            length = value.indices.reduce(0) { $0 * 10 + Int(value[$1] - UInt8(ascii: "0")) }
        }

        mutating func setChunked(_ value: Span<UInt8>) throws(Malformed) {
            guard !isChunked, value.isName("chunked") else {
                throw Malformed(problem: "a transfer encoding other than chunked")
            }
            isChunked = true
        }

        mutating func readConnection(_ value: Span<UInt8>) {
            value.forEachListed { option in
                if option.isName("close") { isClosing = true }
                if option.isName("keep-alive") { isKeptAlive = true }
            }
        }

        func framing(isHTTP11: Bool) throws(Malformed) -> Framing {
            guard hosts == 1 || (hosts == 0 && !isHTTP11) else {
                throw Malformed(problem: "expected one Host, found \(hosts)")
            }
            guard isChunked else { return .length(length ?? 0) }
            guard length == nil else { throw Malformed(problem: "Content-Length beside Transfer-Encoding") }
            guard isHTTP11 else { throw Malformed(problem: "Transfer-Encoding before HTTP/1.1") }
            return .chunked
        }
    }
}

extension Span<UInt8> {
    /// Whether a list of content encodings names none that does anything.
    fileprivate var isIdentity: Bool {
        var isIdentity = true
        forEachListed { encoding in
            if !encoding.isEmpty, !encoding.isName("identity") { isIdentity = false }
        }
        return isIdentity
    }

    /// Where the path of a target begins: at 0, but for a target that is a whole URL: RFC 9112, 3.2.
    fileprivate func pathStart(before end: Int) -> Int {
        guard self[0] != UInt8(ascii: "/") else { return 0 }
        for index in 0..<Swift.max(0, end - 2) where hasPrefix("://", at: index) {
            return (index + 3..<end).first { self[$0] == UInt8(ascii: "/") } ?? end
        }
        return 0
    }

    private func hasPrefix(_ prefix: String, at start: Int) -> Bool {
        let prefix = prefix.utf8Span.span
        return prefix.indices.allSatisfy { self[start + $0] == prefix[$0] }
    }
}
