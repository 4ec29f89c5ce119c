import ArgumentParser
import FunctionRuntime
import LambdaEmulator

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How long a function may run, as Lambda's emulator is told.
struct LambdaLimits: ParsableArguments {
    @Option(help: ArgumentHelp("The most seconds of one invocation.", valueName: "seconds"))
    var timeout = 30

    func validate() throws {
        guard (1...900).contains(timeout) else { throw ValidationError("--timeout: expected 1 to 900 seconds") }
    }

    /// Returns what the emulator is told.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - concurrency: The most processes at a time, or nil for as many as there are cores.
    ///   - variables: What is added to the environment.
    /// - Returns: The options.
    func options(
        _ command: [String], concurrency: Int? = nil, adding variables: [String: String]
    ) -> LambdaEmulator.Options {
        LambdaEmulator.Options(
            command: command, environment: ProcessInfo.processInfo.environment.merging(variables) { $1 },
            directory: FileManager.default.currentDirectoryPath,
            concurrency: concurrency ?? coreCount, timeout: timeout,
            log: { try? File.standardError.write($0[...]) })
    }
}
