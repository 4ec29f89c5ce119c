import ArgumentParser
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

/// Leaves the broken pipe to the system, which ends a filter whose reader has gone: as every filter in a shell does.
func endWithReader() {
    _ = signal(SIGPIPE, SIG_DFL)
}

/// Says what went wrong with a file, and how to exit.
func failure(_ error: FileError, orElse code: ExitCode = .outputFailed) -> ExitCode {
    say(error.description)
    return error.isMissing ? .noInput : code
}
