import FunctionRuntime
import LearnHooks

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Says something to the person at standard error.
func say(_ message: String) {
    // Where standard error is gone, there is nobody to tell.
    try? File.standardError.write(Array("learnhooks: \(message)\n".utf8)[...])
}

/// Writes lines to standard output.
func write(_ lines: [UInt8]) throws(FileError) {
    var output = File.standardOutput
    try output.writeLines(lines[...])
}

/// Reads a whole file, up to a limit.
func readAll(_ file: borrowing File) throws -> [UInt8] {
    let limit = 64 << 20
    let bytes = try file.readToEnd(limit: limit)
    guard bytes.count < limit else {
        throw NoInputError(description: "\(file.name.printable): the file is larger than \(limit) bytes")
    }
    return bytes
}

/// Lets a server go on when the reader of its output has gone.
func ignoreReadersThatLeave() {
    _ = signal(SIGPIPE, SIG_IGN)
}

/// Leaves SIGPIPE to the system, so that it ends this program when the reader has gone, as it does with every filter in a shell.
func endWithReader() {
    _ = signal(SIGPIPE, SIG_DFL)
}
