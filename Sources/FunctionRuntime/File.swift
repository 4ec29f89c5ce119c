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

    /// Standard input.
    public static var standardInput: File { File(descriptor: 0, isOwned: false) }
    /// Standard output.
    public static var standardOutput: File { File(descriptor: 1, isOwned: false) }
    /// Standard error.
    public static var standardError: File { File(descriptor: 2, isOwned: false) }

    private init(descriptor: Int32, isOwned: Bool) {
        self.descriptor = descriptor
        self.isOwned = isOwned
    }

    /// Opens a file to read it.
    ///
    /// - Throws: `FileError` when it cannot be opened.
    public init(reading path: String) throws(FileError) {
        self.init(descriptor: try Self.descriptor(opening: path, O_RDONLY | O_CLOEXEC), isOwned: true)
    }

    /// Opens a file to write at its end, and makes it where there is none; no one but its owner may then read it.
    ///
    /// - Throws: `FileError` when it cannot be opened, or kept from others.
    public init(appendingPrivatelyTo path: String) throws(FileError) {
        let descriptor = try Self.descriptor(opening: path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC)
        // A file that was there before may be open to others.
        guard fchmod(descriptor, Self.ownerOnly) == 0 else {
            let error = FileError(path)
            _ = close(descriptor)
            throw error
        }
        self.init(descriptor: descriptor, isOwned: true)
    }

    private static let ownerOnly: mode_t = 0o600

    private static func descriptor(opening path: String, _ flags: Int32) throws(FileError) -> Int32 {
        // The system copies the path before the call returns.
        let descriptor = unsafe open(path, flags, ownerOnly)
        guard descriptor >= 0 else { throw FileError(path) }
        return descriptor
    }

    deinit {
        if isOwned { _ = close(descriptor) }
    }

    /// Whether a person sits at the other end.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Waits for bytes and reads up to a number of them; none means the end.
    ///
    /// - Throws: `FileError` when reading fails.
    public func read(upTo count: Int) throws(FileError) -> [UInt8] {
        while true {
            var failed = false
            // The buffer is as large as the count that the system is told, and `initialized` is what it says it filled.
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                #if canImport(Darwin)
                    let got = unsafe Darwin.read(descriptor, buffer.baseAddress, count)
                #elseif canImport(Musl)
                    let got = unsafe Musl.read(descriptor, buffer.baseAddress, count)
                #else
                    let got = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
                #endif
                failed = got < 0
                initialized = max(0, got)
            }
            guard failed else { return bytes }
            guard try mayTryAgain(POLLIN) else { throw FileError(nil) }
        }
    }

    /// Writes all of the bytes.
    ///
    /// - Throws: `FileError` when writing fails.
    public func write(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        var rest = bytes
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
                guard try mayTryAgain(POLLOUT) else { throw FileError(nil) }
            }
        }
    }

    /// Whether a failed call was only interrupted, or would have had to wait, which it now has.
    private func mayTryAgain(_ events: some BinaryInteger) throws(FileError) -> Bool {
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

/// The error of a call upon a file.
public struct FileError: Error, CustomStringConvertible, Sendable {
    /// The file's path, where it had one.
    public let path: String?
    /// The system's number for the error.
    public let code: Int32

    /// Takes the error of the call that was just made.
    init(_ path: String?) {
        self.path = path
        code = errno
    }

    /// Whether the file does not exist.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// Whether nobody reads the pipe any more.
    public var isBrokenPipe: Bool { code == EPIPE }

    /// The path and the system's words for the error.
    public var description: String {
        // The system's words last until the next call for some, and are copied before it.
        let words = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return path.map { "\($0.printable): \(words)" } ?? words
    }
}
