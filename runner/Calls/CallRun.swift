import ArgumentParser
import Calling
import Catalog
import FunctionRuntime
import HTTPClient
import LearnHooks
import NIOCore
import NIOPosix
import Receiving

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Makes a call, and shows the answer to a person.
struct CallRun {
    private let arguments: CallArguments
    private let api: PlatformAPI
    private let account: Account

    init(_ arguments: CallArguments, _ api: PlatformAPI, _ account: Account) {
        self.arguments = arguments
        self.api = api
        self.account = account
    }

    /// - Throws: `CallError` of the first call that fails.
    func run() throws {
        let call = arguments.call
        if arguments.verbose { for gap in call.gaps { say("not documented: \(gap)") } }
        var runs = try arguments.runs(with: account.settings)
        if let secret = call.inputs.first(where: { $0.form == .secret })?.name {
            let token = runs.first?[secret]?.first ?? MadeSecrets.token()
            runs = runs.map { $0.merging([secret: [token]]) { $1 } }
            if !arguments.dryRun { try showVariable(token) }
        }
        if arguments.dryRun {
            return try write(Array(runs.map { masked(call, $0) }.joined(separator: "\n").utf8))
        }
        var rows: [JSONValue] = []
        let caller = Caller(api, account)
        for values in runs {
            if let found = try caller.rows(of: call, with: values) {
                rows += found
            } else if !arguments.all {
                say("\(api.platform) \(call.name): nothing was found")
                throw ExitCode.refused
            }
        }
        if call.givesEvents { for row in rows { remark(row) } }
        try write(call.givesEvents ? rows.lines : arguments.json ? rows.array : CallTable(rows).text)
    }

    /// Prints the variable to set before the call is made: the call may succeed although its answer is lost.
    private func showVariable(_ token: String) throws {
        let line = "\(api.platform.uppercased())_SECRETS=\(token)"
        if arguments.json { say(line) } else { try write(Array("\(line)\n".utf8)) }
    }

    /// Reports where an event differs from what its handler expects.
    private func remark(_ event: JSONValue) {
        guard let platform = catalog.first(where: { $0.name == api.platform }),
            let target = try? Target(api.platform, in: catalog),
            let node = try? JSONDocument(parsing: event.written).root
        else { return }
        switch Receiver(target: target).receive(node, from: platform) {
        case .refused(let refusal): say("\(api.platform): not what the handler expects: \(refusal)")
        case .handled(_, let problems): for problem in problems { say("\(api.platform): \(problem)") }
        case .unmapped, .passedOver, .answered: break
        }
    }

    /// The request, with every secret masked.
    private func masked(_ call: Call, _ values: Call.Values) -> String {
        var values = values
        for input in call.inputs where input.form == .secret { values[input.name] = ["***"] }
        let request = CallRequest(call, values, of: account)
        var lines = ["\(request.method) \(account.address.origin)\(request.path)"]
        lines += request.headers.map { "\($0.name): \($0.value.replacing(account.key, with: "***"))" }
        if !request.body.isEmpty { lines += ["", String(decoding: request.body, as: UTF8.self)] }
        return lines.map { "\($0)\n" }.joined()
    }
}

extension Caller {
    /// A caller that blocks this thread.
    init(_ api: PlatformAPI, _ account: Account) {
        self.init(api, as: account, on: MultiThreadedEventLoopGroup.singleton.next()) { seconds in
            _ = sleep(UInt32(seconds))
        }
    }
}

extension CallError: RunnerError {
    /// A service that cannot be reached.
    var exitCode: ExitCode { ExitCode(69) }
}

extension JSONValue {
    /// The value as JSON, in one line.
    var written: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension [JSONValue] {
    /// One value a line.
    fileprivate var lines: [UInt8] { flatMap { $0.written + [0x0A] } }
    /// An array.
    fileprivate var array: [UInt8] { JSONValue.array(self).written + [0x0A] }
}
