/// Bytes that were read and found good, and the tape of their tokens: one text, or many values of a stream.
///
/// Documents and nodes are views of it. A stream's values share one, so that none needs memory of its own.
final class TokenizedText: Sendable {
    let bytes: [UInt8]
    let tape: Tape
    /// Whether it is one text, whose places count from the first byte, be that white space; else from a value's first.
    private let isWhole: Bool

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
        // The token stands in the bytes, quotes and all.
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            let text = unsafe UnsafeBufferPointer(rebasing: bytes[Int(entry.start) + 1..<Int(entry.end) - 1])
            return unsafe String(decoding: text, as: UTF8.self)
        }
    }

    /// Whether the string whose entry stands at an index is the given one.
    func isString(_ string: String, at index: Int) -> Bool {
        let entry = tape[index]
        if entry.isEscaped { return unescaped(entry).elementsEqual(string.utf8) }
        let length = Int(entry.end - entry.start) - 2
        guard string.utf8.count == length else { return false }
        // Both have so many bytes: the string by its count, the text since the token stands in it.
        let isSame = unsafe string.utf8.withContiguousStorageIfAvailable { utf8 in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                let text = unsafe bytes.baseAddress.map { unsafe $0 + Int(entry.start) + 1 }
                guard let text = unsafe text else { return false }
                for index in 0..<length where unsafe text[index] != utf8[index] { return false }
                return true
            }
        }
        return isSame ?? unescaped(entry).elementsEqual(string.utf8)
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
