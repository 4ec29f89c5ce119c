import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// The local runner: one subcommand a file.
@main
struct Learnhooks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learnhooks",
        abstract: "Turn webhooks of learning platforms into one vocabulary of actions.",
        usage: "",
        discussion: """
            EXAMPLES
              learnhooks invoke events

            learnhooks \(apis.map(\.platform).joined(separator: ", ")): call a platform's own API.
            More: learnhooks help \(HelpTopic.names).
            """,
        version: version,
        subcommands: [
            Invoke.self, Serve.self, Lambda.self, Explain.self, Sign.self, Simulate.self, List.self, Destinations.self,
            JournalSubcommand.self, Schema.self, PackageImages.self, Manifest.self, Tables.self, New.self,
            Reconcile.self,
        ] + PlatformCommands.all)

    /// The version of the project.
    static let version = "0.1.0"

    /// Runs the command, and turns what it throws into a line for a person and an exit status.
    static func main() {
        File.prepareStandardDescriptors()
        endWithReader()
        do {
            if let topic = HelpTopic(asked: CommandLine.arguments.dropFirst()) {
                return try write(Array(topic.text.utf8))
            }
            try refuseUnknownTopic(in: CommandLine.arguments.dropFirst())
            try refuseEmptyValues(in: CommandLine.arguments.dropFirst())
            try run()
        } catch let error as any RunnerError {
            say(error.description)
            exit(withError: error.exitCode)
        } catch {
            exit(withError: error)
        }
    }

    /// Runs the command, or prints the help, the version or the script that was asked for.
    private static func run() throws {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch  where exitCode(for: error) == .success {
            let text = fullMessage(for: error)
            try write(Array((text.hasSuffix("\n") ? text : "\(text)\n").utf8))
        }
    }

    /// Refuses `help` with a word that is neither a topic nor a command: the parser would print the help of all commands.
    private static func refuseUnknownTopic(in arguments: ArraySlice<String>) throws(UsageError) {
        guard arguments.first == "help", let name = arguments.dropFirst().first, !name.hasPrefix("-") else { return }
        let commands = configuration.subcommands.map { $0.configuration.commandName ?? "\($0)".lowercased() }
        guard name != "help", !commands.contains(name) else { return }
        throw UsageError(
            description: "help: \(name.printable): expected a command, or one of \(HelpTopic.names)")
    }

    /// Refuses an option whose value is empty, as that of a variable which is not set: the parser would take the word behind
    /// `--tag=` for its value, or an empty text for what stands before a path.
    private static func refuseEmptyValues(in arguments: ArraySlice<String>) throws(UsageError) {
        let words = arguments.prefix { $0 != "--" }
        for (word, next) in zip(words, words.dropFirst() + ["-"]) where word.hasPrefix("--") {
            let name = word.prefix { $0 != "=" }
            let value = word.dropFirst(name.count)
            guard value == "=" || (value.isEmpty && next.isEmpty) else { continue }
            throw UsageError(description: "\(name): expected a value, found an empty one")
        }
    }
}
