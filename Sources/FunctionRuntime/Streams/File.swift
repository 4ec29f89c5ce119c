import LearnHooks

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An open file, pipe or terminal; one that was opened here is closed with it.
public struct File: ~Copyable, Sendable {
    private let descriptor: Int32
    private let isOwned: Bool
    /// Its name in errors.
    public let name: String
    /// Whether a failed write ended in the middle of a line, where that cannot be seen: of a pipe, say.
    private var isTorn: Bool

    /// Standard input.
    public static var standardInput: File { File(descriptor: 0, isOwned: false, name: "<stdin>") }
    /// Standard output.
    public static var standardOutput: File { File(descriptor: 1, isOwned: false, name: "<stdout>") }
    /// Standard error.
    public static var standardError: File { File(descriptor: 2, isOwned: false, name: "<stderr>") }

    private init(descriptor: Int32, isOwned: Bool, name: String) {
        self.descriptor = descriptor
        self.isOwned = isOwned
        self.name = name
        isTorn = false
    }

    /// Opens a file to read it.
    ///
    /// - Throws: `FileError` if it cannot be opened.
    public init(reading path: String) throws(FileError) {
        // The system copies the path before the call returns.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path, .reading) }
        self.init(descriptor: descriptor, isOwned: true, name: path)
    }

    /// Opens a file to write at its end, and makes it if there is none; no one but its owner may then read it.
    ///
    /// - Throws: `FileError` if it cannot be opened, or kept from others.
    public init(appendingPrivatelyTo path: String) throws(FileError) {
        let ownerOnly: mode_t = 0o600
        // The system copies the path before the call returns.
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, ownerOnly)
        guard descriptor >= 0 else { throw FileError(path, .writing) }
        let file = File(descriptor: descriptor, isOwned: true, name: path)
        // A file that was there before may be open to others; what is not a file, such as a device, is not ours to close.
        if file.status.st_mode & S_IFMT == S_IFREG, fchmod(descriptor, ownerOnly) != 0 {
            throw FileError(path, .writing)
        }
        self = file
    }

    /// Whether a path leads to what is no regular file: a directory, a pipe, a device.
    public static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        // The system copies the path before the call returns; the structure is large enough for what it fills in by its type.
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    }

    /// Whether there is something at a path.
    static func exists(_ path: String) -> Bool {
        // The system copies the path before the call returns.
        unsafe access(path, F_OK) == 0
    }

    /// Writes a file whole or not at all; one that was there before is replaced.
    ///
    /// - Parameters:
    ///   - bytes: What is to stand in it.
    ///   - path: Where it is to be.
    ///   - isPrivate: Whether no one but its owner may read it.
    /// - Throws: `FileError` if it cannot be written.
    public static func writeWhole(_ bytes: [UInt8], to path: String, isPrivate: Bool) throws(FileError) {
        // Two writers of the same file use different temporary names.
        let temporary = "\(path).\(UInt64.random(in: .min ... .max)).part"
        // The system copies paths before its calls return.
        let descriptor = unsafe open(
            temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(isPrivate ? 0o600 : 0o666))
        guard descriptor >= 0 else { throw FileError(path, .writing) }
        do throws(FileError) {
            let file = File(descriptor: descriptor, isOwned: true, name: path)
            try file.write(bytes[...])
            guard fsync(descriptor) == 0 else { throw FileError(path, .writing) }
            guard unsafe rename(temporary, path) == 0 else { throw FileError(path, .writing) }
        } catch {
            remove(temporary)
            throw error
        }
    }

    /// Checks whether files can be made in a directory.
    ///
    /// - Throws: `FileError` if none can.
    public static func probe(directory: String) throws(FileError) {
        let probe = "\(directory)/.probe"
        try writeWhole([], to: probe, isPrivate: true)
        remove(probe)
    }

    private static func remove(_ path: String) {
        _ = unsafe unlink(path)
    }

    /// Makes standard input, output and error safe to use; call it before any file is opened.
    ///
    /// If one of them is closed, the next file that is opened would take its number, and messages
    /// to people would be written into that file. A write beyond the largest size of a file must fail, and not end the
    /// program silently.
    public static func prepareStandardDescriptors() {
        // Reading from the stand-in of a closed input fails, and so does writing to that of a closed output: the caller is
        // told. Messages to people are dropped if standard error is closed.
        for (descriptor, access) in zip(Int32(0)..., [O_WRONLY, O_RDONLY, O_WRONLY])
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free is this one.
            _ = unsafe open("/dev/null", access)
        }
        _ = signal(SIGXFSZ, SIG_IGN)
    }

    private var status: stat {
        var status = stat()
        // A descriptor that is open has a status; the structure is large enough for it by its type.
        _ = unsafe fstat(descriptor, &status)
        return status
    }

    /// Whether everybody on the machine may read it.
    var isReadableByAll: Bool { status.st_mode & S_IROTH != 0 }

    /// Whether both are the same file, by whatever path.
    public func isSame(as other: borrowing File) -> Bool {
        let (mine, others) = (status, other.status)
        return mine.st_mode & S_IFMT == S_IFREG && mine.st_dev == others.st_dev && mine.st_ino == others.st_ino
    }

    deinit {
        if isOwned { _ = close(descriptor) }
    }

    /// Whether a person sits at the other end.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Whether a read would not block, also at the end.
    var hasInput: Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // The structure is the system's own, told for the length of the call.
        return unsafe poll(&request, 1, 0) != 0
    }

    /// Waits for bytes and reads up to a number of them; none means the end.
    ///
    /// - Throws: `FileError` if reading fails.
    public func read(upTo count: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        try bytes.append(addingCapacity: count) { room throws(FileError) in try read(into: &room) }
        return bytes
    }

    /// Waits for bytes and reads as many as there is room for; none means the end.
    ///
    /// - Throws: `FileError` if reading fails.
    func read(into room: inout OutputSpan<UInt8>) throws(FileError) {
        while true {
            // The system is told how much room there is behind what is filled, and says how much of it it has filled.
            let isRead = unsafe room.withUnsafeMutableBufferPointer { buffer, count in
                // Behind what is filled, within the buffer: `count` is at most its size, and it is used in this call alone.
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                #if canImport(Darwin)
                    let got = unsafe Darwin.read(descriptor, rest.baseAddress, rest.count)
                #elseif canImport(Musl)
                    let got = unsafe Musl.read(descriptor, rest.baseAddress, rest.count)
                #else
                    let got = unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
                #endif
                count += max(0, got)
                return got >= 0
            }
            guard !isRead else { return }
            guard mayTryAgain(POLLIN) else { throw FileError(name, .reading) }
        }
    }

    /// Whether a write of a few kilobytes would not block, also if there is no reader.
    var takesOutput: Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // The structure is the system's own, told for the length of the call.
        return unsafe poll(&request, 1, 0) != 0
    }

    /// Reads to the end, or as many bytes as are allowed.
    ///
    /// - Throws: `FileError` if reading fails.
    public func readToEnd(limit: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let more = try read(upTo: min(limit - bytes.count, 1 << 16))
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// Checks whether it was opened to be written.
    ///
    /// - Throws: `FileError` if it was not.
    func expectToBeWritable() throws(FileError) {
        guard fcntl(descriptor, F_GETFL) & O_ACCMODE != O_RDONLY else { throw FileError(name, .writing, code: EBADF) }
    }

    /// Writes all of the bytes.
    ///
    /// - Throws: `FileError` if writing fails.
    public func write(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        var rest = bytes
        try write(all: &rest)
    }

    /// Writes whole lines; where what is there ends in the middle of one, a newline first.
    ///
    /// A full disk or a killed writer leaves such an end: without the newline, the next line would be lost, too.
    ///
    /// - Throws: `FileError` if writing fails.
    public mutating func writeLines(_ lines: ArraySlice<UInt8>) throws(FileError) {
        let bytes = isInMidLine ? ([Self.newline] + lines)[...] : lines
        var rest = bytes
        defer { isTorn = bytes[..<rest.startIndex].last.map { $0 != Self.newline } ?? isTorn }
        try write(all: &rest)
    }

    private static let newline = UInt8(ascii: "\n")

    /// Whether the next byte to be written would follow another one of its line.
    private var isInMidLine: Bool {
        let status = status
        guard status.st_mode & S_IFMT == S_IFREG else { return isTorn }
        let isAtEnd = fcntl(descriptor, F_GETFL) & O_APPEND != 0
        let position = isAtEnd ? status.st_size : lseek(descriptor, 0, SEEK_CUR)
        guard position > 0 else { return false }
        // A file that was opened only for writing is opened again for reading.
        guard let path = pathToReopen, let file = try? File(reading: path),
            lseek(file.descriptor, position - 1, SEEK_SET) >= 0, let last = try? file.read(upTo: 1).first
        else { return isTorn }
        return last != Self.newline
    }

    /// A path by which the file can be opened again, with its own position, or nil if there is none.
    private var pathToReopen: String? {
        #if os(Linux)
            "/proc/self/fd/\(descriptor)"
        #else
            isOwned ? name : nil
        #endif
    }

    /// Writes bytes, and removes those that were written.
    private func write(all rest: inout ArraySlice<UInt8>) throws(FileError) {
        while !rest.isEmpty {
            // The buffer lives for the length of the call, and its own count is what the system is told.
            let written = unsafe rest.withUnsafeBytes { buffer in
                #if canImport(Darwin)
                    unsafe Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Musl)
                    unsafe Musl.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                    unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else {
                guard mayTryAgain(POLLOUT) else { throw FileError(name, .writing) }
            }
        }
    }

    /// Whether a failed call was only interrupted, or would have had to wait, which it now has.
    private func mayTryAgain(_ events: some BinaryInteger) -> Bool {
        switch errno {
        case EINTR: return true
        case EAGAIN:
            var request = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
            _ = unsafe poll(&request, 1, -1)
            return true
        default: return false
        }
    }
}
