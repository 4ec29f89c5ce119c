import Dispatch
import FunctionRuntime
import LambdaEmulator
import LearnHooks
import Synchronization

/// A program that `invoke` hands events to as Lambda would: one invocation behind the other.
struct LambdaProgram {
    private let emulator: LambdaEmulator

    /// Names a program.
    ///
    /// - Parameters:
    ///   - command: A command line of a POSIX shell.
    ///   - handler: The function that it is to be; nil leaves that to the environment.
    ///   - limits: How long one call may take.
    ///   - variables: What is added to the environment.
    init(_ command: String, handler: String?, limits: LambdaLimits, variables: [String: String]) {
        var variables = variables
        variables["_HANDLER"] = handler
        emulator = LambdaEmulator(limits.options(["/bin/sh", "-c", "exec \(command)"], adding: variables))
    }

    /// Does work that hands events to the program, and ends the program with it, or with a signal that asks for the end.
    ///
    /// - Parameter work: Returns the status to exit with.
    func run(_ work: @escaping @Sendable (EventPipeline.Destination) -> Int32) -> Never {
        ShutdownSignals.run { [emulator] signals in
            let interruption = Task {
                await signals.wait()
                // What is being run is ended, and what would follow is not begun: the work comes to its end by itself.
                await emulator.stop()
            }
            // The work waits for invocations, and so must not take a thread that they need.
            let status = await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    let status = work(.program { Self.answer(to: $0, by: emulator) })
                    continuation.resume(returning: status)
                }
            }
            interruption.cancel()
            await emulator.stop()
            return status
        }
    }

    private static func answer(to event: [UInt8], by emulator: LambdaEmulator) -> EventPipeline.ProgramAnswer {
        let (done, result) = (DispatchSemaphore(value: 0), Result())
        Task {
            let (payload, isError) = await emulator.invoke(event)
            result.answer.withLock { $0 = isError ? failure(payload) : answer(payload) }
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
                let body = Array((value["body"]?.string ?? "").utf8)
                guard (200..<300).contains(status) else {
                    let problem = (try? JSONDocument(parsing: body))?.root["detail"]?.string
                    return .failure("answered \(status)\(problem.map { ": \($0.printable)" } ?? "")")
                }
                if body.isEmpty { return .lines([]) }
                value = try JSONDocument(parsing: body).root
            }
            return .lines(value.kind == .array ? value.elements.map(line) : [line(value)])
        } catch {
            return .failure("the result is no JSON: \(error)")
        }
    }

    /// A value as a line of its own.
    private static func line(_ value: JSONNode) -> [UInt8] {
        let bytes = Array(value.bytes)
        guard bytes.contains(UInt8(ascii: "\n")), let value = try? value.decode(JSONValue.self) else { return bytes }
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }
}
