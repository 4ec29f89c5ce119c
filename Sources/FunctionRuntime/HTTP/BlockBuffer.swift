import NIOCore

/// Bytes that come little by little, in blocks of one size.
///
/// What one long array leaves behind each time that it grows fits nothing that comes later; a block fits every other body.
struct BlockBuffer {
    /// A power of two, but for what an array needs for itself.
    private static let blockSize = (16 << 10) - 32

    private var blocks: [[UInt8]] = []
    private(set) var count = 0

    /// The bytes that are held for it, more than came at most by one block.
    var capacity: Int { blocks.reduce(0) { $0 + $1.capacity } }

    /// Takes the bytes that a buffer holds.
    mutating func append(_ bytes: ByteBuffer) {
        var bytes = bytes
        count += bytes.readableBytes
        while bytes.readableBytes > 0 {
            if blocks.last.map({ $0.count == Self.blockSize }) ?? true {
                blocks.append([])
                // A body of one block grows into it; the next ones are filled.
                if blocks.count > 1 { blocks[blocks.count - 1].reserveCapacity(Self.blockSize) }
            }
            let last = blocks.count - 1
            let length = min(Self.blockSize - blocks[last].count, bytes.readableBytes)
            guard let slice = bytes.readSlice(length: length) else { return }
            blocks[last].append(contentsOf: slice.readableBytesView)
        }
    }

    /// The bytes in one piece.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for block in blocks { bytes += block }
        return bytes
    }
}
