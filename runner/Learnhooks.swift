import ArgumentParser
import FunctionRuntime
import Receiving

/// The local runner: one subcommand a file.
@main
struct Learnhooks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learnhooks",
        abstract: "Turns the webhooks of learning platforms into one vocabulary of actions.",
        discussion: """
            EXAMPLES
              learnhooks invoke events
              echo '{"id":"1","type":"PING","data":{}}' | learnhooks invoke
              learnhooks list

            A function is named platform/event type: instruqt/track.completed, konstantly/Course/Finished.

            learnhooks help TOPIC tells of: \(HelpTopic.all.map(\.name).joined(separator: ", ")).
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
            try write(Array("\(fullMessage(for: error))\n".utf8))
        }
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
