import ArgumentParser
import FunctionRuntime
import LambdaEmulator
import Receiving

/// An error that ends the runner, with the exit status that it ends with: the numbers of BSD's sysexits.
protocol RunnerError: Error, CustomStringConvertible {
    var exitCode: ExitCode { get }
}

extension ExitCode {
    /// An event was refused.
    static let refused = ExitCode(1)
    /// An input could not be read.
    static let noInput = ExitCode(66)
    /// A fault of this program.
    static let software = ExitCode(70)
}

/// The command line asks for something that does not exist.
struct UsageError: RunnerError {
    let description: String
    let exitCode = ExitCode.validationFailure
}

/// A file that was named does not exist, or holds nothing to read.
struct NoInputError: RunnerError {
    let description: String
    let exitCode = ExitCode.noInput
}

extension FileError: RunnerError {
    /// An input that cannot be read, or an output that cannot be written.
    var exitCode: ExitCode { purpose == .reading ? .noInput : ExitCode(74) }
}

extension HTTPServer.BindError: RunnerError {
    /// An address that cannot be used.
    var exitCode: ExitCode { ExitCode(69) }
}

extension ProgramError: RunnerError {
    /// A program that does not exist, or cannot be run.
    var exitCode: ExitCode { .noInput }
}

extension UnknownTarget: RunnerError {
    /// A wrong command line.
    var exitCode: ExitCode { .validationFailure }
}

extension ConfigurationError: RunnerError {
    /// A variable whose value is invalid.
    var exitCode: ExitCode { ExitCode(78) }
}
