import ArgumentParser
import Catalog
import LearnHooks
import Receiving

/// Shows every function.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show every function and what it becomes.",
        discussion: """
            EXAMPLES
              learnhooks list
              learnhooks list konstantly
              learnhooks list --json | jq -r '.[].name'

            More: learnhooks help vocabulary.
            """)

    @Argument(help: "Platforms and functions (default: all of them).", completion: .list(functionNames))
    var names: [String] = []

    @Flag(help: "Print a JSON array, one object a function.")
    var json = false

    func run() throws {
        let targets = try names.map { try Target($0, in: catalog) }
        let functions = catalog.flatMap { platform in
            platform.handlers.map { Function(platform: platform, handler: $0) }
        }
        .filter { function in targets.isEmpty || targets.contains { function.isPart(of: $0) } }
        try write(json ? Self.json(functions) : Self.text(functions))
    }

    private static func text(_ functions: [Function]) -> [UInt8] {
        let nameWidth = functions.map(\.name.count).max() ?? 0
        let kindsWidth = functions.map(\.kinds.count).max() ?? 0
        let lines = functions.map { function in
            "\(function.name.padded(to: nameWidth))  \(function.kinds.padded(to: kindsWidth))  \(function.sample)\n"
        }
        return Array(lines.joined().utf8)
    }

    private static func json(_ functions: [Function]) -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            for function in functions {
                writer.object { writer in
                    writer.member("name", function.name)
                    writer.member("platform", function.platform.name)
                    writer.member("type", function.handler.eventType)
                    writer.member("becomes", .array(function.handler.kinds.map { .string($0.name) }))
                    writer.member("sample", function.sample)
                }
            }
        }
        writer.newline()
        return writer.bytes
    }
}

/// A handler of a platform, as a thing to deploy.
private struct Function {
    let platform: Platform
    let handler: any EventHandler

    var name: String { "\(platform.name)/\(handler.eventType)" }

    func isPart(of target: Target) -> Bool { target.name == platform.name || target.name == name }

    var kinds: String { handler.kinds.map(\.name).joined(separator: ", ") }
    var sample: String { platform.sample(of: handler.eventType) }
}

extension Platform {
    /// The path of an event type's sample.
    func sample(of eventType: String) -> String {
        "events/\(name)/\(String(eventType.map { $0 == "/" ? "." : $0 })).json"
    }
}
