// What most strings are made of, eight bytes at a time.

extension UInt64 {
    private static let lowBits: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Of the eight bytes in memory, those that a string cannot hold as they are: quotes, backslashes, control characters.
    ///
    /// The top bit of each such byte; bits behind the first one may be set for nothing, for subtractions borrow.
    var escapable: UInt64 {
        let (quotes, backslashes) = (self ^ (Self.lowBits &* 0x22), self ^ (Self.lowBits &* 0x5C))
        return ((quotes &- Self.lowBits) & ~quotes | (backslashes &- Self.lowBits) & ~backslashes
            | (self &- Self.lowBits &* 0x20) & ~self) & Self.highBits
    }

    /// The same, and those that are not ASCII.
    var notPlain: UInt64 { escapable | self & Self.highBits }
}

extension Span<UInt8> {
    /// How many bytes from an index on a string can hold as they are, and are ASCII.
    func plainLength(from start: Int) -> Int {
        var index = start
        while index <= count - 8 {
            // Eight bytes from here on are within the span, and any of them make an integer.
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let found = UInt64(littleEndian: word).notPlain
            if found != 0 { return index + found.trailingZeroBitCount / 8 - start }
            index += 8
        }
        while index < count, self[index].isPlain { index += 1 }
        return index - start
    }
}

extension Span<UInt8> {
    /// Copies the bytes, and finds out on the way whether a string can hold them all as they are.
    ///
    /// It takes a third of the time of a copy and a look, which are the most of what writing takes.
    ///
    /// - Parameter room: Where they are copied to: as many bytes as these.
    /// - Returns: Whether it can; if not, what was copied is of no use.
    func copyPlain(to room: UnsafeMutableRawBufferPointer) -> Bool {
        // The last word reaches back into the one before it, so no byte is left over; every access is in both.
        precondition(room.count == count)
        var found: UInt64 = 0
        if count >= 8 {
            for index in stride(from: 0, to: count - 8, by: 8) { unsafe found |= copyWord(at: index, to: room) }
            unsafe found |= copyWord(at: count - 8, to: room)
        } else {
            for index in indices {
                unsafe room[index] = self[index]
                if self[index].needsEscape { found = 1 }
            }
        }
        return found == 0
    }

    /// Copies eight bytes, and returns which of them a string cannot hold as they are.
    private func copyWord(at index: Int, to room: UnsafeMutableRawBufferPointer) -> UInt64 {
        let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
        unsafe room.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
        return word.escapable
    }
}

extension UInt8 {
    fileprivate var isPlain: Bool { !needsEscape && self < 0x80 }

    /// Whether a string cannot hold the byte as it is.
    var needsEscape: Bool { self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\") }
}
