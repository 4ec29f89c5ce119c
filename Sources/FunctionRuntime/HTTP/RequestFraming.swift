/// How the body behind a head is told from what follows it.
///
/// NIO's decoder repairs bytes that are no UTF-8, and takes a bare line feed for the end of a line. What one server on the
/// way repairs and the next does not is how requests are smuggled, so heads are examined as they came.
/// Sources: RFC 9112, 2.2, 3.2, 5.1, 5.2, 6.1 and 6.3.
enum RequestFraming: Equatable {
    /// So many bytes.
    case length(Int)
    /// Chunks; where they end is for a decoder to find.
    case chunked

    /// What is wrong with a head, for the log.
    struct Malformed: Error, Equatable {
        let problem: String
    }

    /// Reads a head, from its request line to the empty line at its end.
    ///
    /// - Throws: `Malformed` for what could be understood in two ways.
    init(_ head: Span<UInt8>) throws(Malformed) {
        var fields = Fields()
        var start = 0
        var isASCII = true
        for index in head.indices {
            let byte = head[index]
            if byte >= 0x80 { isASCII = false }
            switch byte {
            case UInt8(ascii: "\n"):
                guard index > start, head[index - 1] == UInt8(ascii: "\r") else {
                    throw Malformed(problem: "a line ends without a carriage return")
                }
                try fields.add(head.extracting(start..<(index - 1)))
                start = index + 1
            case UInt8(ascii: "\r"):
                guard index + 1 < head.count, head[index + 1] == UInt8(ascii: "\n") else {
                    throw Malformed(problem: "a carriage return within a line")
                }
            case 0x00...0x08, 0x0B...0x0C, 0x0E...0x1F, 0x7F:
                throw Malformed(problem: "a control character")
            default: break
            }
        }
        guard isASCII || (try? UTF8Span(validating: head)) != nil else {
            throw Malformed(problem: "bytes that are not UTF-8")
        }
        self = try fields.framing()
    }

    /// What is known of the fields so far.
    private struct Fields {
        private var lines = 0
        private var isHTTP11 = false
        private var hosts = 0
        private var length: Int?
        private var isChunked = false

        mutating func add(_ line: Span<UInt8>) throws(Malformed) {
            lines += 1
            guard lines > 1 else {
                isHTTP11 = line.hasSuffix(" HTTP/1.1")
                guard isHTTP11 || line.hasSuffix(" HTTP/1.0") else { throw Malformed(problem: "not HTTP/1.1 or 1.0") }
                return
            }
            guard !line.isEmpty else { return }
            guard line[0] != UInt8(ascii: " "), line[0] != UInt8(ascii: "\t") else {
                throw Malformed(problem: "a field is folded into two lines")
            }
            guard let colon = line.indices.first(where: { line[$0] == UInt8(ascii: ":") }) else {
                throw Malformed(problem: "a line is no field")
            }
            let name = line.extracting(..<colon)
            let value = line.extracting(line.trimmed(from: colon + 1))
            // A look at the length spares most names the comparison.
            switch colon {
            case 4 where name.isName("host"): hosts += 1
            case 14 where name.isName("content-length"): try setLength(value)
            case 17 where name.isName("transfer-encoding"):
                guard !isChunked, value.isName("chunked") else {
                    throw Malformed(problem: "a transfer encoding other than chunked")
                }
                isChunked = true
            default: break
            }
        }

        private mutating func setLength(_ value: Span<UInt8>) throws(Malformed) {
            // Fifteen digits are a million gigabytes, and cannot overflow.
            guard length == nil, (1...15).contains(value.count),
                value.indices.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(value[$0]) })
            else { throw Malformed(problem: "Content-Length is no number, or there twice") }
            length = value.indices.reduce(0) { $0 * 10 + Int(value[$1] - UInt8(ascii: "0")) }
        }

        func framing() throws(Malformed) -> RequestFraming {
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
    /// Whether the bytes are a name in lower case, in whichever case they are written.
    fileprivate func isName(_ name: String) -> Bool {
        let name = name.utf8Span.span
        // The two cases of a letter are one bit apart, and no other byte of a head is a hyphen's but for that bit.
        return count == name.count && indices.allSatisfy { self[$0] | 0x20 == name[$0] }
    }

    fileprivate func hasSuffix(_ suffix: String) -> Bool {
        let suffix = suffix.utf8Span.span
        let start = count - suffix.count
        return start >= 0 && suffix.indices.allSatisfy { self[start + $0] == suffix[$0] }
    }

    /// Where the bytes from a place on are, without spaces and tabs around them.
    fileprivate func trimmed(from start: Int) -> Range<Int> {
        var (start, end) = (start, count)
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }
}
