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
        // What is large enough by itself is not copied.
        if more.count >= Self.capacity {
            try flush()
            return try file.writeLines(more)
        }
        bytes.append(contentsOf: more)
        if bytes.count >= Self.capacity { try flush() }
    }

    mutating func flush() throws(FileError) {
        guard !bytes.isEmpty else { return }
        // What could not be written is dropped: a second attempt would repeat what was.
        defer { bytes.removeAll(keepingCapacity: true) }
        try file.writeLines(bytes[...])
    }
}
