package import Journal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension SQLiteEngine {
    /// Copies a journal as it is at one moment, while it is used.
    ///
    /// A connection of its own reads and never checkpoints, so that the one that writes is alone in that; commits go on meanwhile.
    ///
    /// - Parameters:
    ///   - path: The journal.
    ///   - target: The copy, which its owner alone can read.
    /// - Throws: `JournalError` if a file is there already, or the copy cannot be made.
    package static func copy(_ path: String, to target: String) throws(JournalError) {
        let ownerOnly: mode_t = 0o600
        // The path is a C string for the length of the call. SQLite takes a file that is empty, and no other.
        let file = unsafe open(target, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, ownerOnly)
        guard file >= 0 else {
            throw JournalError(
                .input,
                "\(target): the copy cannot be made there: \(errno == EEXIST ? "a file is there already" : "error \(errno)")"
            )
        }
        defer { close(file) }
        let source = try Database(path: path)
        try source.runScript("PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = 5000;")
        source.rest(eachSteps: 2_000, writing: file)
        try source.run("VACUUM INTO ?", .text(target))
    }
}
