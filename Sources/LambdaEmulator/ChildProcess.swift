import FunctionRuntime
import LearnHooks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A program that runs beside this one, in a group of its own, with nothing on its standard input.
struct ChildProcess: Sendable {
    /// How a program ended.
    struct End: Equatable, Sendable {
        let status: Int32
        /// The most memory that it held, in bytes, as far as the system tells it apart from this program's own.
        let peakMemory: Int?

        /// The end in the words of Lambda.
        var description: String {
            // The macros of wait.h: a signal's number in the low bits, else the status above them.
            let signal = status & 0x7F
            guard signal == 0 else { return "signal: \(Self.name(of: signal))" }
            return "exit status \(status >> 8 & 0xFF)"
        }

        var isSuccess: Bool { status == 0 }

        private static func name(of signal: Int32) -> String {
            unsafe strsignal(signal).map { unsafe String(cString: $0).lowercased() } ?? "\(signal)"
        }
    }

    let id: pid_t

    /// Starts a program, which is looked up as a shell does.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - environment: The variables and their values.
    ///   - output: The descriptor that it writes standard output and standard error to.
    /// - Throws: `ProgramError`.
    init(_ command: [String], environment: [String: String], output: Int32) throws(ProgramError) {
        var actions = unsafe posix_spawn_file_actions_t.none
        var attributes = posix_spawnattr_t.none
        // Each of the structures is made before it is used, and freed behind the last use.
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
        // What is open here is not the program's: a socket that it held would stay open when this program has ended.
        for descriptor in 3...Self.highestDescriptor {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        let flags = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        // The program gets signals as any other does, whatever this one holds back or passes over.
        var (noSignals, allSignals) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&noSignals)
        unsafe sigfillset(&allSignals)
        unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &allSignals)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))

        // The system wants arrays of texts that end with nil. The copies live until it has made its own.
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var id: pid_t = 0
        let error = unsafe posix_spawnp(&id, command[0], &actions, &attributes, &arguments, &variables)
        guard error == 0 else { throw ProgramError(command[0], code: error) }
        self.id = id
    }

    /// A number above those of all open files, and of some that other threads may open now.
    private static var highestDescriptor: Int32 {
        #if canImport(Darwin)
            let directory = "/dev/fd"
        #else
            let directory = "/proc/self/fd"
        #endif
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return min(names.compactMap { Int32($0) }.max() ?? 1_024, 1 << 20) + 64
    }

    /// Whether it has ended, even if its status was not taken yet.
    var hasEnded: Bool {
        var info = unsafe siginfo_t()
        // The structure is the system's own; without a process that has ended it stays as it is.
        let result = unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT)
        return unsafe result != 0 || info.si_signo == SIGCHLD
    }

    /// Ends it, and whatever it has started that is still of its group.
    func kill() {
        _ = killpg(id, SIGKILL)
    }

    /// Waits until it has ended; to be called once.
    func wait() -> End {
        var info = unsafe siginfo_t()
        // The structures are the system's own, told for the length of the calls.
        while unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        // Until its status is taken, its number is not used again: so its group can still be ended.
        kill()
        var (status, usage): (Int32, rusage) = (0, rusage())
        while unsafe wait4(id, &status, 0, &usage) < 0, errno == EINTR {}
        return End(status: status, peakMemory: Self.peakMemory(usage))
    }

    /// The most memory that it has held so far, in bytes, or nil if the system does not say.
    var peakMemory: Int? {
        guard let bytes = try? File(reading: "/proc/\(id)/status").readToEnd(limit: 1 << 14),
            let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first(where: {
                $0.hasPrefix("VmHWM:")
            }),
            let kilobytes = Int(line.filter(\.isNumber))
        else { return nil }
        return kilobytes * 1_024
    }

    /// The memory of a program that has ended.
    ///
    /// Linux counts in what the starting program held at the start: only more than that is surely the other's.
    private static func peakMemory(_ usage: rusage) -> Int? {
        #if canImport(Darwin)
            return Int(usage.ru_maxrss)
        #else
            var own = rusage()
            // The structure is the system's own, told for the length of the call.
            _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
            return usage.ru_maxrss > own.ru_maxrss ? Int(usage.ru_maxrss) * 1_024 : nil
        #endif
    }
}

extension posix_spawn_file_actions_t {
    #if canImport(Darwin)
        fileprivate static var none: posix_spawn_file_actions_t? { nil }
    #else
        fileprivate static var none: posix_spawn_file_actions_t { unsafe posix_spawn_file_actions_t() }
    #endif
}

extension posix_spawnattr_t {
    #if canImport(Darwin)
        fileprivate static var none: posix_spawnattr_t? { nil }
    #else
        fileprivate static var none: posix_spawnattr_t { posix_spawnattr_t() }
    #endif
}
