/// The rules of RFC 8259 for what stands inside a string or a number.
extension Span<UInt8> {
    /// Reads a string's text up to its closing quote.
    ///
    /// - Parameters:
    ///   - index: Where to go on; afterwards the closing quote, or the first byte that could not be judged yet.
    ///   - isEscaped: Set when a backslash is met.
    ///   - isLast: Whether no more bytes follow.
    /// - Returns: Whether the closing quote was reached.
    /// - Throws: `Tokenizer.Fault` at the byte that no string may hold.
    func scanString(from index: inout Int, isEscaped: inout Bool, isLast: Bool) throws(Tokenizer.Fault) -> Bool {
        while true {
            index += plainLength(from: index)
            guard index < count else { return try incomplete(isLast) }
            switch self[index] {
            case UInt8(ascii: "\""):
                return true
            case UInt8(ascii: "\\"):
                isEscaped = true
                guard try scanEscape(at: &index) else { return try incomplete(isLast) }
            case 0x00..<0x20:
                throw Tokenizer.Fault(problem: "a string holds \(self[index].name), unescaped", offset: index)
            default:
                guard try scanScalar(at: &index) else { return try incomplete(isLast) }
            }
        }
    }

    private func incomplete(_ isLast: Bool) throws(Tokenizer.Fault) -> Bool {
        if isLast { throw Tokenizer.Fault(problem: "a string has no closing quote", offset: count) }
        return false
    }

    /// Passes over an escape sequence, or over both when the first is a high surrogate; false where the bytes end in it.
    private func scanEscape(at index: inout Int) throws(Tokenizer.Fault) -> Bool {
        guard index + 1 < count else { return false }
        switch self[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
            return true
        case UInt8(ascii: "u"):
            guard let unit = try codeUnit(at: index + 2) else { return false }
            if UTF16.isTrailSurrogate(unit) {
                throw Tokenizer.Fault(problem: "a string holds a lone surrogate", offset: index)
            }
            guard UTF16.isLeadSurrogate(unit) else {
                index += 6
                return true
            }
            for (step, expected) in [(6, UInt8(ascii: "\\")), (7, UInt8(ascii: "u"))] {
                guard index + step < count else { return false }
                guard self[index + step] == expected else {
                    throw Tokenizer.Fault(problem: "a string holds a lone surrogate", offset: index)
                }
            }
            guard let second = try codeUnit(at: index + 8) else { return false }
            guard UTF16.isTrailSurrogate(second) else {
                throw Tokenizer.Fault(problem: "a string holds a lone surrogate", offset: index)
            }
            index += 12
            return true
        default:
            throw Tokenizer.Fault(problem: "a string holds an unknown escape", offset: index)
        }
    }

    /// The UTF-16 code unit that four hexadecimal digits spell, or nil where the bytes end among them.
    private func codeUnit(at start: Int) throws(Tokenizer.Fault) -> UInt16? {
        var unit: UInt16 = 0
        for index in start..<start + 4 {
            guard index < count else { return nil }
            guard let digit = self[index].hexDigit else {
                throw Tokenizer.Fault(problem: "expected four hexadecimal digits after \\u", offset: index)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Passes over one scalar of two to four bytes: the table of well-formed sequences of Unicode 16, section 3.9.
    private func scanScalar(at index: inout Int) throws(Tokenizer.Fault) -> Bool {
        let lead = self[index]
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: throw Tokenizer.Fault(problem: "a string is not UTF-8", offset: index)
            }
        for step in 1..<length {
            guard index + step < count else { return false }
            guard (step == 1 ? second : 0x80...0xBF).contains(self[index + step]) else {
                throw Tokenizer.Fault(problem: "a string is not UTF-8", offset: index)
            }
        }
        index += length
        return true
    }

    /// Checks a number's grammar, and returns whether it has neither fraction nor exponent.
    ///
    /// - Throws: `Tokenizer.Fault` at the byte that breaks it.
    func checkNumber(from start: Int, to end: Int) throws(Tokenizer.Fault) -> Bool {
        var index = start
        var isInteger = true
        if index < end, self[index] == UInt8(ascii: "-") { index += 1 }
        if index < end, self[index] == UInt8(ascii: "0") {
            index += 1
            if index < end, self[index].isDigit {
                throw Tokenizer.Fault(problem: "a number has a leading zero", offset: index - 1)
            }
        } else {
            try passDigits(from: &index, to: end)
        }
        if index < end, self[index] == UInt8(ascii: ".") {
            isInteger = false
            index += 1
            try passDigits(from: &index, to: end)
        }
        if index < end, self[index] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            index += 1
            if index < end, self[index] == UInt8(ascii: "+") || self[index] == UInt8(ascii: "-") { index += 1 }
            try passDigits(from: &index, to: end)
        }
        guard index == end else {
            throw Tokenizer.Fault(problem: "a number goes on with \(self[index].name)", offset: index)
        }
        return isInteger
    }

    private func passDigits(from index: inout Int, to end: Int) throws(Tokenizer.Fault) {
        let start = index
        while index < end, self[index].isDigit { index += 1 }
        guard index > start else {
            let found = index < count ? self[index].name : "the end of the text"
            throw Tokenizer.Fault(problem: "expected a digit, found \(found)", offset: index)
        }
    }
}

extension UInt8 {
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

    /// Whether a number may hold the byte; which order they must have is asked once its end is known.
    var isPartOfNumber: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
