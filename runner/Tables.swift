import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes the tables of documents anew that say what the catalog says.
struct Tables: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the tables of documents anew that are the catalog's.",
        discussion: """
            A table stands between <!-- catalog: NAME --> and <!-- end -->, each a line of its own. A file is written \
            only if something changed.

            EXAMPLES
              learnhooks tables
              learnhooks tables README.md
            """,
        shouldDisplay: false)

    @Argument(help: "The files (default: README.md and every article).", completion: .file())
    var files: [String] = []

    func run() throws {
        guard files.isEmpty else { return try files.forEach(makeTables) }
        let articles = "Sources/LearnHooks/LearnHooks.docc"
        let names = try FileManager.default.contentsOfDirectory(atPath: articles).filter { $0.hasSuffix(".md") }
        try (["README.md"] + names.sorted().map { "\(articles)/\($0)" }).forEach(makeTables)
    }

    private func makeTables(of file: String) throws {
        let input = try EventInput(file).open()
        let text = String(decoding: try readAll(input), as: UTF8.self)
        let made = try CatalogTables(catalog).applied(to: text)
        guard made != text else { return }
        try File.writeWhole(Array(made.utf8), to: file, isPrivate: false)
        say("\(file.printable): its tables are those of the catalog again")
    }
}
