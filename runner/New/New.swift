import ArgumentParser

/// Begins a platform or a handler, which a person then completes.
struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begin a platform, or a handler, of the project.",
        discussion: """
            EXAMPLES
              learnhooks new platform Acme
              learnhooks new handler acme/lesson.completed --from sample.json

            It never overwrites a file. The code that it makes compiles. Lines that a person must decide are marked \
            DECIDE; swift test names each of them until it is decided.

            More: AddAHandler.md and AddAPlatform.md among the articles.
            """,
        subcommands: [NewPlatform.self, NewHandler.self])
}
