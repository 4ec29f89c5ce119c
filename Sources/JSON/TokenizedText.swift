import Synchronization

/// Bytes that were read and found good, and the tape of their tokens: one text, or many values of a stream.
///
/// Documents and nodes are views of it. A stream's values share one, so that none needs memory of its own.
final class TokenizedText: Sendable {
    let bytes: [UInt8]
    let tape: Tape
    /// Whether it is one text, whose places count from the first byte, be that white space; else from a value's first.
    let isWhole: Bool
    /// What could not be read by who does not need it, in the order in which it was tried.
    let unread = Mutex<[UnreadNote]>([])

    init(bytes: [UInt8], tape: Tape, isWhole: Bool) {
        self.bytes = bytes
        self.tape = tape
        self.isWhole = isWhole
    }

    /// Where the places inside an outermost value count from.
    func origin(of root: UInt32) -> UInt32 {
        isWhole && root == 0 ? 0 : tape[Int(root)].start
    }

    /// The text of a string token.
    func string(of entry: TapeEntry) -> String {
        if entry.isEscaped { return String(decoding: unescaped(entry), as: UTF8.self) }
        // A slice of the array itself would count one reference more, for each string.
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe String(decoding: bytes[Int(entry.start) + 1..<Int(entry.end) - 1], as: UTF8.self)
        }
    }

    /// Whether the string whose entry stands at an index is the given one.
    func isString(_ string: String, at index: Int) -> Bool {
        let entry = tape[index]
        if entry.isEscaped { return unescaped(entry).elementsEqual(string.utf8) }
        let start = Int(entry.start) + 1
        guard string.utf8.count == Int(entry.end) - 1 - start else { return false }
        // Every index is the buffer's own; it takes 2.5 ns to come by, where `utf8Span` takes 9.5, for each key of an object.
        let isSame = unsafe string.utf8.withContiguousStorageIfAvailable { utf8 in
            for index in utf8.indices where unsafe utf8[index] != bytes[start + index] { return false }
            return true
        }
        return isSame ?? unescaped(entry).elementsEqual(string.utf8)
    }

    /// The index of the entry of the value that an object has for a key; 0, which is no member's, where it has none.
    func value(of key: String, inObjectAt object: Int) -> Int {
        // Every index is the tape's own, which the tokenizer made: an object's entries are its keys and values in turn, up to
        // `next`, and a string's bytes stand between its quotes. A look-up takes 135 instructions so, with checks 190.
        let value = unsafe key.utf8.withContiguousStorageIfAvailable { key in
            unsafe tape.withUnsafeBufferPointer { tape in
                unsafe bytes.withUnsafeBufferPointer { bytes in
                    let end = unsafe Int(tape[object].next)
                    var member = object + 1
                    while member < end {
                        let entry = unsafe tape[member]
                        let next = unsafe Int(tape[member + 1].next)
                        if entry.isEscaped {
                            if unsafe unescaped(entry).elementsEqual(key) { return member + 1 }
                        } else if Int(entry.end &- entry.start) == key.count + 2 {
                            let start = Int(entry.start) + 1
                            var index = 0
                            while index < key.count, unsafe key[index] == bytes[start &+ index] { index &+= 1 }
                            if index == key.count { return member + 1 }
                        }
                        member = next
                    }
                    return 0
                }
            }
        }
        return value ?? self.value(ofForeign: key, inObjectAt: object)
    }

    /// The same for a key that another library's string is, whose bytes do not stand in one row.
    @inline(never)
    private func value(ofForeign key: String, inObjectAt object: Int) -> Int {
        value(of: String(decoding: Array(key.utf8), as: UTF8.self), inObjectAt: object)
    }

    private func unescaped(_ entry: TapeEntry) -> [UInt8] {
        let bytes = bytes
        return bytes.span.unescaped(entry)
    }

    /// Moves a place forward over the bytes between two offsets.
    func advance(_ location: inout JSONLocation, from start: UInt32, to end: UInt32) {
        let bytes = bytes
        location.advance(over: bytes.span.extracting(Int(start)..<Int(end)))
    }
}
