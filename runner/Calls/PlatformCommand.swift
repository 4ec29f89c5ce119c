import ArgumentParser
import Calling
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Makes the calls of one platform's API: which ones there are, its calls say.
struct PlatformCommand<Origin: PlatformOrigin>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Origin.name, abstract: "Call \(Origin.name)'s own API.",
            usage: "learnhooks \(Origin.name) CALL [ARGUMENT]... [--json] [--dry-run] [--verbose]",
            discussion: discussion)
    }

    @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("The call, and what it takes.", valueName: "call"))
    var words: [String] = []

    private static var api: PlatformAPI? { apis.first { $0.platform == Origin.name } }

    private static var discussion: String {
        guard let api else { return "" }
        let variables = Origin.name.uppercased()
        let settings = api.settings.map { ", \(variables)_\($0.uppercased())" }.joined()
        var lines = [
            "Reads \(variables)_API_KEY or \(variables)_API_KEY_FILE, \(variables)_API_URL\(settings).", "", "CALLS",
        ]
        lines += api.calls.map { "  \(Origin.name) \($0.usage)\n      \($0.summary)" }
        if api.names != nil {
            lines.append(
                "  \(Origin.name) enrich\n      Add names and e-mail addresses to the actions of standard input.")
        }
        lines += [
            "",
            "Events are printed as the webhook sends them, one a line; other rows as a table, or with --json as an array.",
            "--dry-run prints the request instead, its secrets masked; --verbose says what no document says.",
        ]
        return lines.joined(separator: "\n")
    }

    func run() throws {
        guard let api = Self.api else { throw UsageError(description: "\(Origin.name): no API is known") }
        if words.isEmpty || words.contains(where: { ["--help", "-h"].contains($0) }) {
            throw CleanExit.helpRequest(Self.self)
        }
        if words.first == "enrich", api.names != nil {
            guard words.count == 1 else {
                throw UsageError(description: "enrich: expected no more: it reads actions from standard input")
            }
            guard var filter = try Enrich(api) else { return }
            return try filter.run()
        }
        let arguments = try CallArguments(words, of: api)
        let account = try readConfiguration(for: try Target(nil, in: catalog)).account(of: api)
        try CallRun(arguments, api, account).run()
    }
}

/// Names the platform of a command.
protocol PlatformOrigin {
    /// The platform's name.
    static var name: String { get }
}

/// The commands of the platforms that have an API.
enum PlatformCommands {
    enum Falkor: PlatformOrigin { static let name = "falkor" }
    enum Instruqt: PlatformOrigin { static let name = "instruqt" }
    enum Knolyx: PlatformOrigin { static let name = "knolyx" }
    enum Konstantly: PlatformOrigin { static let name = "konstantly" }

    /// All of them.
    static let all: [any ParsableCommand.Type] = [
        PlatformCommand<Falkor>.self, PlatformCommand<Instruqt>.self, PlatformCommand<Knolyx>.self,
        PlatformCommand<Konstantly>.self,
    ]
}

extension Call {
    /// The call and what it takes, as a person types it.
    var usage: String {
        ([name] + inputs.map(\.usage)).joined(separator: " ")
    }
}

extension CallInput {
    fileprivate var usage: String {
        let word = name.uppercased()
        let text =
            switch form {
            case .argument: values.isEmpty ? word : "\(word)|--all"
            case .arguments: "\(word)..."
            case .option, .secret: "--\(name) \(word)"
            }
        return isRequired ? text : "[\(text)]"
    }
}
