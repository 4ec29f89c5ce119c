import ArgumentParser
import Calling
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Makes the calls of one platform's API, as its `PlatformAPI` lists them.
struct PlatformCommand<Origin: PlatformOrigin>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Origin.name, abstract: "Call the API of \(title).",
            usage: "learnhooks \(Origin.name) CALL [ARGUMENT]... [--json] [--dry-run] [--verbose]",
            discussion: discussion, shouldDisplay: false)
    }

    @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("The call, and what it takes.", valueName: "call"))
    var words: [String] = []

    private static var api: PlatformAPI? { apis.first { $0.platform == Origin.name } }

    private static var title: String { catalog.first { $0.name == Origin.name }?.title ?? Origin.name }

    private static var discussion: String {
        guard let api else { return "" }
        let variables = Origin.name.uppercased()
        let settings = api.settings.map { ", \(variables)_\($0.uppercased())" }.joined()
        var lines = ["CALLS"]
        lines += api.calls.map { "  learnhooks \(Origin.name) \($0.usage)\n      \($0.summary)" }
        if api.names != nil {
            lines.append(
                "  learnhooks \(Origin.name) enrich\n      Add names and e-mail addresses to the actions of standard input."
            )
        }
        lines += [
            "",
            "It reads \(variables)_API_KEY or \(variables)_API_KEY_FILE, \(variables)_API_URL\(settings).",
            "It prints events as the webhook sends them, one a line, and other rows as a table or, with --json, as an array.",
            "--dry-run prints the request, with its secrets masked, and sends nothing; --verbose says what is undocumented.",
            "More: PlatformAPIs.md among the articles.",
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
                throw UsageError(description: "enrich: expected no further words: it reads actions from standard input")
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

    /// The commands, in the order of the platforms' names.
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
