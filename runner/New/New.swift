import ArgumentParser

/// Begins what a person then goes on with: a platform, or a handler of one.
struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begin a platform, or a handler, of the project.",
        discussion: """
            Files are made and never overwritten. What is made compiles; what a person must decide is marked DECIDE in it, \
            and swift test names each such line until it is decided.

            EXAMPLES
              learnhooks new platform Acme
              learnhooks new handler acme/lesson.completed --from sample.json
            """,
        subcommands: [NewPlatform.self, NewHandler.self])
}
