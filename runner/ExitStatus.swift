import ArgumentParser

/// What the runner exits with, after the numbers of BSD's sysexits.
extension ExitCode {
    /// An event was refused.
    static let refused = ExitCode(1)
    /// A file that was named does not exist or cannot be read.
    static let noInput = ExitCode(66)
    /// Our own fault.
    static let software = ExitCode(70)
    /// The output cannot be written.
    static let outputFailed = ExitCode(74)
    /// A variable of the environment cannot be what it says.
    static let configuration = ExitCode(78)
}
