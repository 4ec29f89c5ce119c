import CSQLite
import Journal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The place of a journal's file: this process's alone, on a disk that keeps what it says it has kept.
final class JournalFile {
    /// Where the file is.
    let path: String
    private let lock: Int32
    /// What the system knows the file by, whatever its path.
    private let number: UInt64

    /// Makes the file where it is not there, and takes it for this process.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - patience: How long another process that has it is waited for.
    /// - Throws: `JournalError` that says what a person has to do.
    init(path: String, patience: Duration) throws(JournalError) {
        self.path = path
        let ownerOnly: mode_t = 0o600
        // The path is made a C string for the call alone; all of these calls copy it.
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, ownerOnly)
        guard file >= 0 else { throw JournalError(path, "it cannot be opened: \(Self.reason)") }
        defer { close(file) }
        // What was made with other bits gets these: it holds personal data.
        guard fchmod(file, ownerOnly) == 0 else { throw JournalError(path, "its bits cannot be set: \(Self.reason)") }
        #if os(Linux)
            if let name = Self.refusedSystem(learnhooks_file_system(file)) {
                throw JournalError(
                    path, "it is on \(name), which may lose what was stored: expected a disk of this machine's")
            }
        #endif
        number = Self.number(of: path)
        lock = unsafe open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, ownerOnly)
        guard lock >= 0 else { throw JournalError(path + ".lock", "it cannot be opened: \(Self.reason)") }
        let end = ContinuousClock.now.advanced(by: patience)
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < end else {
                close(lock)
                throw JournalError(path, "another process has it open: one at a time can; stop the other one")
            }
            usleep(20_000)
        }
    }

    // What holds the lock is the descriptor.
    deinit { close(lock) }

    /// Whether the file still is where it was: what is written to one that was removed is nowhere.
    var isThere: Bool { Self.number(of: path) == number }

    /// What the system knows a file by; 0 if there is none.
    private static func number(of path: String) -> UInt64 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? UInt64(status.st_ino) : 0
    }

    /// What a file system is called that a journal is not kept on, by its number in `statfs`, or nil for all others.
    ///
    /// A log that is shared between processes through memory needs one machine, and a lock that the whole of it sees. Source: `linux/magic.h`, and
    /// each system's own sources.
    static func refusedSystem(_ number: UInt32) -> String? {
        switch number {
        case 0x6969: "a network file system (NFS)"
        case 0x517B, 0xFF53_4D42, 0xFE53_4D42: "a network file system (SMB)"
        case 0x00C3_6400: "a network file system (Ceph)"
        case 0x5346_414F: "a network file system (AFS)"
        case 0x0102_1997: "a file system of another machine's (9P)"
        case 0x6573_5546: "FUSE"
        default: nil
        }
    }

    /// How many bytes a file has; 0 where it is not there.
    static func size(of path: String) -> Int64 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Why the last call failed, in the system's words.
    private static var reason: String {
        // The text is copied before another call can change it: all of this is one thread.
        unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown"
    }
}

extension JournalError {
    /// What is wrong with a file, for a person to mend.
    init(_ path: String, _ problem: String) {
        self.init(.configuration, "the journal \(path): \(problem)")
    }
}
