/// Takes a body in chunks apart, to its end: what stands behind that is nobody's.
///
/// Source: RFC 9112, 7.1.
struct ChunkedBody {
    /// What the next byte belongs to.
    private enum Place: Equatable {
        /// The digits of a chunk's size, and how many there were.
        case size(Int, digits: Int)
        /// What a chunk's first line says besides, which nobody reads.
        case remark(Int)
        /// The line feed behind that line.
        case sizeEnd(Int)
        /// So many bytes of the chunk.
        case data(Int)
        /// The carriage return behind the chunk, and the line feed.
        case dataEnd, dataEndFeed
        /// The fields behind the last chunk, which nobody reads, and whether their line is still empty.
        case trailer(isEmpty: Bool)
        case end
    }

    private var place = Place.size(0, digits: 0)
    /// How many bytes may yet come that are no data.
    private var room: Int

    /// Creates a body of which so many bytes may be no data, but for the lines that each chunk needs.
    init(room: Int) {
        self.room = room
    }

    /// What the bytes are not.
    struct Malformed: Error {}

    /// What came of some bytes.
    enum Part: Equatable {
        /// All of them are taken, and more must come.
        case more
        /// The bytes of a range are data.
        case data(Range<Int>)
        /// The body is at its end.
        case end
    }

    /// Reads on from a place.
    ///
    /// - Parameters:
    ///   - bytes: Some bytes.
    ///   - index: Where among them to go on; moved behind what was read.
    /// - Throws: `Malformed` for what is no chunk, or says too much besides.
    /// - Returns: What came of it.
    mutating func next(_ bytes: Span<UInt8>, from index: inout Int) throws(Malformed) -> Part {
        while index < bytes.count {
            if case .data(let rest) = place {
                let range = index..<index + min(rest, bytes.count - index)
                index = range.upperBound
                place = range.count == rest ? .dataEnd : .data(rest - range.count)
                return .data(range)
            }
            let byte = bytes[index]
            index += 1
            try read(byte)
            if place == .end { return .end }
        }
        return .more
    }

    private mutating func read(_ byte: UInt8) throws(Malformed) {
        let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
        switch (place, byte) {
        case (.size(let size, let digits), _) where byte.hexValue != nil:
            // Fifteen digits are more than there is to have, and cannot overflow.
            guard digits < 15 else { throw Malformed() }
            place = .size(size << 4 | Int(byte.hexValue ?? 0), digits: digits + 1)
        case (.size(let size, 1...), carriageReturn), (.remark(let size), carriageReturn): place = .sizeEnd(size)
        case (.size(let size, 1...), UInt8(ascii: ";")), (.size(let size, 1...), UInt8(ascii: " ")),
            (.size(let size, 1...), 0x09):
            place = .remark(size)
        case (.remark, _) where byte != lineFeed: try spend()
        case (.sizeEnd(0), lineFeed): place = .trailer(isEmpty: true)
        case (.sizeEnd(let size), lineFeed): place = .data(size)
        case (.dataEnd, carriageReturn): place = .dataEndFeed
        case (.dataEndFeed, lineFeed): place = .size(0, digits: 0)
        case (.trailer(let isEmpty), lineFeed): place = isEmpty ? .end : .trailer(isEmpty: true)
        case (.trailer, carriageReturn): try spend()
        case (.trailer, _):
            try spend()
            place = .trailer(isEmpty: false)
        default: throw Malformed()
        }
    }

    private mutating func spend() throws(Malformed) {
        room -= 1
        guard room > 0 else { throw Malformed() }
    }
}

extension UInt8 {
    fileprivate var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
