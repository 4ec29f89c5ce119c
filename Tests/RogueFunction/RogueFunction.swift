import Foundation
import LearnHooks
import Support

/// A function that does to the Runtime API what it is told to, and says on standard output what it is answered.
@main
struct RogueFunction {
    private var client: HTTPClient
    private let words: [String]

    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let api = ProcessInfo.processInfo.environment["AWS_LAMBDA_RUNTIME_API"] ?? ""
        let port = Int(api.split(separator: ":").last ?? "") ?? 0
        switch words.first {
        case "never":
            hang()
        case "exit-at-start": exit(Int32(words[1]) ?? 0)
        default:
            var function = RogueFunction(client: try HTTPClient(port: port, seconds: 3_600), words: words)
            try function.run()
        }
    }

    /// Does nothing, for as long as whoever started it is there.
    private static func hang() {
        let parent = getppid()
        while getppid() == parent { usleep(100_000) }
    }

    private mutating func run() throws {
        if words[0] == "init-error" {
            say("init:", try post("runtime/init/error", #"{"errorType":"Function.Broken","errorMessage":"no luck"}"#))
            // It does not end by itself.
            Self.hang()
        }
        if words[0] == "ask" {
            for path in words.dropFirst() { say(path, try client.get(path).status) }
        }
        if words[0] == "quiet" {
            // Nothing of what it writes is to be read from now on.
            // The system copies the path.
            for descriptor in Int32(1)...2 { dup2(unsafe open("/dev/null", O_WRONLY), descriptor) }
        }
        say("up")
        while true {
            let invocation = try client.get("/2018-06-01/runtime/invocation/next")
            let id = invocation.headers["lambda-runtime-aws-request-id"] ?? ""
            try answer(id, invocation)
        }
    }

    private mutating func answer(_ id: String, _ invocation: HTTPClient.Response) throws {
        let path = "runtime/invocation/\(id)"
        switch words[0] {
        case "slow":
            Thread.sleep(forTimeInterval: Double(words[1]) ?? 0)
            _ = try post("\(path)/response", "\(getpid())")
        case "exit":
            say("on my way out")
            exit(Int32(words[1]) ?? 0)
        case "signal": kill(getpid(), Int32(words[1]) ?? 0)
        case "once":
            _ = try post("\(path)/response", "1")
            Self.hang()
        case "daemon":
            // A process of another group goes on writing when this one has ended.
            let noise = Process()
            noise.executableURL = URL(filePath: "/usr/bin/setsid")
            noise.arguments = ["timeout", "600", "yes"]
            try noise.run()
            exit(3)
        case "twice":
            let statuses = try (0..<2).map { _ in try post("\(path)/response", "1") }
            say("statuses:", statuses)
        case "disorder":
            say("another's:", try post("runtime/invocation/x/response", "1"))
            say("next:", try client.get("/2018-06-01/runtime/invocation/next").status)
            say("init:", try post("runtime/init/error", "{}"))
            say("its own:", try post("\(path)/response", "1"))
        case "large":
            let text = "\"\(String(repeating: "a", count: (Int(words[1]) ?? 0) - 2))\""
            say("large:", try post("\(path)/\(words[2])", text))
        case "streaming":
            say(
                "streaming:",
                try client.send(
                    delivery("\(path)/response", Array("1".utf8)),
                    headers: ["Lambda-Runtime-Function-Response-Mode: streaming"]
                ).status)
            exit(1)
        case "error":
            let bytes = try Data(contentsOf: URL(filePath: words[1]))
            _ = try client.send(delivery("\(path)/error", Array(bytes)))
        case "result": _ = try post("\(path)/response", words[1])
        case "environment":
            let variables = ProcessInfo.processInfo.environment.map { JSONValue.Member($0.key, .string($0.value)) }
            let fields = invocation.headers.map { JSONValue.Member($0.key, .string($0.value)) }
            var writer = JSONWriter()
            writer.value(.object([.init("variables", .object(variables)), .init("headers", .object(fields))]))
            _ = try post("\(path)/response", String(decoding: writer.bytes, as: UTF8.self))
        default: _ = try post("\(path)/response", invocation.text)
        }
    }

    /// Says something at once.
    private func say(_ items: Any...) {
        let line = items.map { "\($0)" }.joined(separator: " ")
        try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }

    private mutating func post(_ path: String, _ body: String) throws -> Int {
        try client.send(delivery(path, Array(body.utf8))).status
    }

    private func delivery(_ path: String, _ body: [UInt8]) -> Delivery {
        Delivery(method: "POST", path: "/2018-06-01/\(path)", headers: [], body: body)
    }
}
