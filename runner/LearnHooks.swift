import ArgumentParser

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
        version: "0.1.0",
        subcommands: [Invoke.self, List.self])
}
