import ArgumentParser
import Catalog
import LearnHooks

/// Shows every function.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show every function: its name, what it becomes, its sample.",
        discussion: """
            EXAMPLES
              learnhooks list
              learnhooks list --json | jq -r '.[].name'
            """)

    @Flag(help: "Print a JSON array, one object a function.")
    var json = false

    func run() throws {
        try write(json ? asJSON : asText)
    }

    private var functions: [Function] {
        catalog.flatMap { platform in platform.handlers.map { Function(platform: platform, handler: $0) } }
    }

    private var asText: [UInt8] {
        let functions = functions
        let nameWidth = functions.map(\.name.count).max() ?? 0
        let kindsWidth = functions.map(\.kinds.count).max() ?? 0
        let lines = functions.map { function in
            "\(function.name.padded(to: nameWidth))  \(function.kinds.padded(to: kindsWidth))  \(function.sample)\n"
        }
        return Array(lines.joined().utf8)
    }

    private var asJSON: [UInt8] {
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
    var kinds: String { handler.kinds.map(\.name).joined(separator: ", ") }
    var sample: String { platform.sample(of: handler.eventType) }
}

extension Platform {
    /// The path of an event type's sample.
    func sample(of eventType: String) -> String {
        "events/\(name)/\(String(eventType.map { $0 == "/" ? "." : $0 })).json"
    }
}
