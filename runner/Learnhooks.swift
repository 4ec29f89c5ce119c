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
            Functions are named platform/event type: instruqt/track.completed, konstantly/Course/Finished.

            EXAMPLES
              learnhooks invoke events
              echo '{"id":"1","type":"PING","data":{}}' | learnhooks invoke
              learnhooks list
            """,
        version: version,
        subcommands: [
            Invoke.self, Serve.self, Lambda.self, Explain.self, Sign.self, List.self, Destinations.self, Schema.self,
            PackageImages.self,
            Manifest.self,
        ])

    /// The version of the project.
    static let version = "0.1.0"

    /// Runs the command, and turns what it throws into a line for a person and an exit status.
    static func main() {
        File.openStandardDescriptors()
        endWithReader()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as any RunnerError {
            say(error.description)
            exit(withError: error.exitCode)
        } catch {
            exit(withError: error)
        }
    }
}
