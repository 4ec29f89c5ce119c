/// Gathers the lines that are written to a file, so that many small writes become few.
struct OutputBuffer: ~Copyable, Sendable {
    private var file: File
    private var bytes: [UInt8] = []
    private static let capacity = 1 << 16

    init(_ file: consuming File) {
        self.file = file
        bytes.reserveCapacity(Self.capacity)
    }

    var isEmpty: Bool { bytes.isEmpty }

    /// Adds whole lines.
    mutating func write(_ more: ArraySlice<UInt8>) throws(FileError) {
        // A large write is not copied into the buffer.
        if more.count >= Self.capacity {
            try flush()
            return try file.writeLines(more)
        }
        bytes.append(contentsOf: more)
        if bytes.count >= Self.capacity { try flush() }
    }

    mutating func flush() throws(FileError) {
        guard !bytes.isEmpty else { return }
        // Bytes that could not be written are dropped: a second attempt would repeat those that were.
        defer { bytes.removeAll(keepingCapacity: true) }
        try file.writeLines(bytes[...])
    }
}
