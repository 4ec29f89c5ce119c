import Foundation
import LearnHooks
import Support

/// The emulator with a function of the tests', both as processes of their own.
struct Emulator {
    let process: RunningProgram

    /// Starts `learnhooks lambda` with `learnhooks-function`, or a function that does as it is told.
    init(
        _ options: [String] = [], rogue: [String]? = nil, function: String = "learnhooks-function",
        environment: [String: String] = Fixtures.environment
    ) throws {
        let program = rogue == nil ? function : "RogueFunction"
        let command = [Program(program).process([]).executableURL?.path ?? program] + (rogue ?? [])
        process = try RunningProgram(
            ["lambda", "--port", "0"] + options + ["--"] + command, environment: environment, program: "learnhooks")
    }

    /// A client of its own connection.
    func client() throws -> HTTPClient { try HTTPClient(port: process.port) }

    /// Invokes the function.
    func invoke(
        _ payload: some Sequence<UInt8>, headers: [String] = [], function: String = "function"
    ) throws -> HTTPClient.Response {
        var client = try client()
        return try client.send(Self.invocation(payload, function: function), headers: headers)
    }

    func invoke(_ payload: String, headers: [String] = []) throws -> HTTPClient.Response {
        try invoke(payload.utf8, headers: headers)
    }

    /// Sends invocations without waiting for their answers: a client for each.
    func begin(_ count: Int) throws -> [HTTPClient] {
        let clients = try (0..<count).map { _ in try client() }
        for client in clients { try client.connection.send(HTTPClient.bytes(of: Self.invocation("{}".utf8))) }
        return clients
    }

    static func invocation(_ payload: some Sequence<UInt8>, function: String = "function") -> Delivery {
        Delivery(
            method: "POST", path: "/2015-03-31/functions/\(function)/invocations", headers: [], body: Array(payload))
    }

    /// Whether a process is there and has not ended.
    static func isRunning(_ pid: Int32) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // Behind the name, which may hold anything: the state, Z for one that nobody has waited for.
        return status.map { $0.split(separator: ")").last?.hasPrefix(" Z") == false } ?? false
    }

    /// The processes of the function.
    func children() throws -> [Int32] {
        let outcome = try Program("/usr/bin/pgrep").run("-P", "\(process.processIdentifier)")
        return outcome.output.split(separator: "\n").compactMap { Int32($0) }
    }
}
