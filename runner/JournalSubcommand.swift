import ArgumentParser
import Catalog
import FunctionRuntime

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Shows what a journal holds, and changes it: the function's image can do the same.
struct JournalSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Show what a journal holds, send again, delete.",
        usage: "learnhooks journal [VERB] [WORD]... [--json] [--yes] [--journal <file>]",
        discussion: """
            On a running function, through the socket beside its file, or on a file at rest. learnhooks journal --help \
            lists the verbs.

            EXAMPLES
              JOURNAL=journal.sqlite learnhooks journal
              learnhooks journal --journal journal.sqlite list platform:knolyx since:2h
              learnhooks journal release destination:crm
            """)

    @Argument(parsing: .captureForPassthrough, help: "The verb, and what stands behind it.")
    var words: [String] = []

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let program = try JournalProgram(words, of: "learnhooks", environment: environment, catalog: catalog)
        else {
            return
        }
        let status = try program.run()
        if status != 0 { throw ExitCode(status) }
    }
}

extension JournalProgram.Problem: RunnerError {
    /// What the problem says.
    var exitCode: ExitCode { ExitCode(status) }
}
