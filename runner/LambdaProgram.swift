import Dispatch
import FunctionRuntime
import LambdaEmulator
import LearnHooks
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A program that `invoke` hands events to as Lambda would: one invocation after the other.
struct LambdaProgram {
    private let emulator: LambdaEmulator

    /// Names a program.
    ///
    /// - Parameters:
    ///   - command: A program with its arguments, as a POSIX shell reads them.
    ///   - handler: The function that it serves; nil leaves that to the environment.
    ///   - limits: How long one call may take.
    ///   - variables: What is added to the environment.
    init(_ command: String, handler: String?, limits: LambdaLimits, variables: [String: String]) {
        var variables = variables
        if let handler { variables.merge(["_HANDLER": handler, "FUNCTION_TARGET": handler]) { $1 } }
        emulator = LambdaEmulator(limits.options(["/bin/sh", "-c", "exec \(command)"], adding: variables))
    }

    /// Does work that hands events to the program, and ends the program with it, or with a signal that asks for the end.
    ///
    /// - Parameter work: Returns the status to exit with.
    func run(_ work: @escaping @Sendable (EventPipeline.Destination) -> Int32) -> Never {
        let interruption = Interruption()
        ShutdownSignals.run { [emulator] signals in
            Task {
                guard let signal = await signals.wait() else { return }
                interruption.signal.withLock { $0 = signal }
                // What is being run is ended, and what would follow is not begun: the work comes to its end by itself,
                // unless it waits for input. What has gathered is written by then.
                await emulator.stop()
                try? await Task.sleep(for: .seconds(1))
                exit(128 + signal)
            }
            // The work waits for invocations, and so must not take a thread that they need.
            let status = await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    let status = work(.program { Self.answer(to: $0, by: emulator) })
                    continuation.resume(returning: status)
                }
            }
            await emulator.stop()
            return interruption.signal.withLock { $0 }.map { 128 + $0 } ?? status
        }
    }

    private final class Interruption: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    private static func answer(to event: [UInt8], by emulator: LambdaEmulator) -> EventPipeline.ProgramAnswer {
        let (done, result) = (DispatchSemaphore(value: 0), Result())
        Task {
            let called = await emulator.invoke(event)
            result.answer.withLock {
                $0 = called.map { $0.isError ? failure($0.payload) : answer($0.payload) } ?? .ended
            }
            done.signal()
        }
        done.wait()
        return result.answer.withLock { $0 }
    }

    private final class Result: Sendable {
        let answer = Mutex(EventPipeline.ProgramAnswer.lines([]))
    }

    /// Reads what a function says that failed.
    private static func failure(_ error: [UInt8]) -> EventPipeline.ProgramAnswer {
        let error = try? JSONDocument(parsing: error).root
        let parts = [error?["errorType"]?.string, error?["errorMessage"]?.string].compactMap { $0?.printable }
        return .failure(parts.isEmpty ? "the invocation failed" : parts.joined(separator: ": "))
    }

    /// Reads a result: a list, whose elements are lines; an answer to HTTP, whose body is; or one value.
    private static func answer(_ result: [UInt8]) -> EventPipeline.ProgramAnswer {
        do throws(JSONError) {
            var value = try JSONDocument(parsing: result).root
            if let status = value["statusCode"]?.number?.integer {
                let text = value["body"]?.string ?? ""
                let body = value["isBase64Encoded"]?.boolean == true ? Base64(text)?.bytes ?? [] : Array(text.utf8)
                guard (200..<300).contains(status) else {
                    let problem = (try? JSONDocument(parsing: body))?.root["detail"]?.string
                    return .failure("answered \(status)\(problem.map { ": \($0.printable)" } ?? "")")
                }
                if body.isEmpty { return .lines([]) }
                value = try JSONDocument(parsing: body).root
            }
            return .lines(value.kind == .array ? value.elements.map(line) : [line(value)])
        } catch {
            return .failure("the result is not JSON: \(error)")
        }
    }

    /// A value as a line of its own.
    private static func line(_ value: JSONNode) -> [UInt8] {
        let bytes = Array(value.bytes)
        guard bytes.contains(UInt8(ascii: "\n")) else { return bytes }
        var writer = JSONWriter()
        writer.value(value.value)
        return writer.bytes
    }
}
