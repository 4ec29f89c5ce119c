import LearnHooks

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The error of a system call on a file.
public struct FileError: Error, CustomStringConvertible, Sendable {
    /// What the call was for.
    public enum Purpose: Sendable {
        /// To read from it.
        case reading
        /// To write to it.
        case writing
    }

    /// The file's path, or the name of the stream.
    public let name: String
    /// What was to be done with it.
    public let purpose: Purpose
    /// The system's number for the error.
    public let code: Int32

    /// Takes the error of the call that was just made, unless it is told another.
    init(_ name: String, _ purpose: Purpose, code: Int32 = errno) {
        self.name = name
        self.purpose = purpose
        self.code = code
    }

    /// The file's name and the system's words for the error.
    public var description: String { "\(name.printable): \(words)" }

    /// The system's words for the error.
    public var words: String { Self.words(for: code) }

    /// Returns the system's words for one of its numbers.
    package static func words(for code: Int32) -> String {
        // Of what stands for a closed input or output; no other file is used in a way that it was not opened for.
        if code == EBADF { return "closed by whoever started the program" }
        // The system's words last until the next call for some, and are copied before it.
        return unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
