import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes the tables of documents that are made from the catalog again.
struct Tables: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the documents' tables again from the catalog.",
        discussion: """
            EXAMPLES
              learnhooks tables
              learnhooks tables README.md

            A table stands between the lines <!-- catalog: NAME --> and <!-- end -->. A file is written only if something \
            changed.

            More: AddAPlatform.md among the articles.
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
        say("\(file.printable): its tables were written again")
    }
}
