/// What the bytes of heads are asked for.
extension Span<UInt8> {
    /// Where a byte is there first.
    func index(of byte: UInt8) -> Int? {
        indices.first { self[$0] == byte }
    }

    /// The bytes as text; nil where they are no UTF-8.
    var text: String? {
        guard let text = try? UTF8Span(validating: self) else { return nil }
        return String(copying: text)
    }

    /// The bytes as text, with a mark in the place of those that are no UTF-8.
    var repairedText: String {
        String(decoding: indices.map { self[$0] }, as: UTF8.self)
    }

    /// Whether the bytes are a name in lower case, in whichever case they are written.
    func isName(_ name: String) -> Bool {
        let name = name.utf8Span.span
        // The two cases of a letter are one bit apart, and no other byte of a head is a hyphen's but for that bit.
        return count == name.count && indices.allSatisfy { self[$0] | 0x20 == name[$0] }
    }

    func hasSuffix(_ suffix: String) -> Bool {
        let suffix = suffix.utf8Span.span
        let start = count - suffix.count
        return start >= 0 && suffix.indices.allSatisfy { self[start + $0] == suffix[$0] }
    }

    /// Whether the bytes of a range, one at least, are those of a method or of a field's name.
    ///
    /// Source: RFC 9110, 5.6.2.
    func isToken(_ range: PartialRangeUpTo<Int>) -> Bool {
        range.upperBound > 0 && (0..<range.upperBound).allSatisfy { self[$0].isTokenByte }
    }

    /// Where the bytes from a place on are, without spaces and tabs around them: RFC 9112, 5.1.
    func trimmed(from start: Int) -> Range<Int> {
        var (start, end) = (start, count)
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }

    /// Tells what stands between the commas of a list, without white space around it.
    func forEachListed(_ body: (Span<UInt8>) -> Void) {
        var start = 0
        for end in 0...count where end == count || self[end] == UInt8(ascii: ",") {
            let element = extracting(start..<end)
            body(element.extracting(element.trimmed(from: 0)))
            start = end + 1
        }
    }

    /// The index behind the first empty line whose end is at a place or behind it; a bare line feed is as good here.
    func emptyLineEnd(from start: Int) -> Int? {
        let newline = UInt8(ascii: "\n")
        var index = Swift.max(start, 2)
        while index < count {
            if self[index] == newline,
                self[index - 1] == newline || (self[index - 1] == UInt8(ascii: "\r") && self[index - 2] == newline)
            {
                return index + 1
            }
            index += 1
        }
        return nil
    }
}

extension UInt8 {
    /// Whether the byte may stand in a method or in a field's name.
    fileprivate var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: isNameByte
        }
    }
}
