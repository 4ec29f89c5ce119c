extension Tape {
    /// The key that an object holds for the second time, and its offset, or nil where all its keys differ.
    ///
    /// Keys are compared as bytes after their escapes are resolved: `"a"` and `"\u0061"` are one key, `é` composed and
    /// decomposed are two.
    func repeatedKey(ofObjectAt object: Int, in bytes: Span<UInt8>) -> (key: Int, offset: Int)? {
        // A few keys are compared pair by pair, which allocates nothing; many are put into a set, which is linear.
        let few = 16
        var keyCount = 0
        var key = object + 1
        while key < count {
            if keyCount > few { return repeatedKey(amongManyFrom: object + 1, in: bytes) }
            var earlier = object + 1
            while earlier < key {
                if isSameKey(earlier, key, in: bytes) { return (key, Int(self[key].start)) }
                earlier = Int(self[earlier + 1].next)
            }
            keyCount += 1
            key = Int(self[key + 1].next)
        }
        return nil
    }

    private func repeatedKey(amongManyFrom first: Int, in bytes: Span<UInt8>) -> (key: Int, offset: Int)? {
        var seen = Set<[UInt8]>()
        var key = first
        while key < count {
            guard seen.insert(bytes.unescaped(self[key])).inserted else {
                return (key, Int(self[key].start))
            }
            key = Int(self[key + 1].next)
        }
        return nil
    }

    @inline(__always)
    private func isSameKey(_ first: Int, _ second: Int, in bytes: Span<UInt8>) -> Bool {
        let (a, b) = (self[first], self[second])
        guard !a.isEscaped, !b.isEscaped else { return bytes.unescaped(a) == bytes.unescaped(b) }
        guard a.end &- a.start == b.end &- b.start else { return false }
        let distance = Int(b.start) - Int(a.start)
        for index in Int(a.start)..<Int(a.end) where bytes[index] != bytes[index + distance] { return false }
        return true
    }
}

extension Span<UInt8> {
    /// The text of a string token, as UTF-8, its escapes resolved.
    func unescaped(_ entry: TapeEntry) -> [UInt8] {
        var index = Int(entry.start) + 1
        let end = Int(entry.end) - 1
        var text: [UInt8] = []
        text.reserveCapacity(end - index)
        while index < end {
            guard self[index] == UInt8(ascii: "\\") else {
                text.append(self[index])
                index += 1
                continue
            }
            let escape = self[index + 1]
            index += 2
            switch escape {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text.append(contentsOf: "\(scalar(at: &index))".utf8)
            default: text.append(escape)
            }
        }
        return text
    }

    /// The scalar whose four hexadecimal digits begin at an index, which moves past them (and past a second surrogate).
    private func scalar(at index: inout Int) -> Unicode.Scalar {
        func codeUnit(at start: Int) -> UInt32 {
            (start..<start + 4).reduce(0) { $0 << 4 | UInt32(self[$1].hexDigit ?? 0) }
        }
        var value = codeUnit(at: index)
        index += 4
        if UTF16.isLeadSurrogate(UInt16(truncatingIfNeeded: value)) {
            value = 0x10000 + ((value & 0x3FF) << 10) + (codeUnit(at: index + 2) & 0x3FF)
            index += 6
        }
        // The tokenizer has refused every pair that spells no scalar.
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
