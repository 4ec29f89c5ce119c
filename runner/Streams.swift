import FunctionRuntime

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

/// Writes to standard output.
func write(_ bytes: [UInt8]) throws(FileError) {
    try File.standardOutput.write(bytes[...])
}

/// Reads a file, or standard input where the path is `-`, as far as a person may mean it.
func readAll(_ path: String) throws -> [UInt8] {
    let limit = 64 << 20
    let bytes =
        try path == "-" ? File.standardInput.readToEnd(limit: limit) : File(reading: path).readToEnd(limit: limit)
    guard bytes.count < limit else { throw NoInputError(description: "\(path): larger than \(limit) bytes") }
    return bytes
}

/// Lets a server outlive whoever read its output.
func ignoreReadersThatLeave() {
    _ = signal(SIGPIPE, SIG_IGN)
}

/// Leaves the broken pipe to the system, which ends a filter whose reader has gone: as every filter in a shell does.
func endWithReader() {
    _ = signal(SIGPIPE, SIG_DFL)
}
