import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks

/// Makes the tables of a document anew that say what the catalog says.
struct Tables: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the tables of README anew that are the catalog's.",
        discussion: """
            A table stands between <!-- catalog: NAME --> and <!-- end -->, each a line of its own. The file is written \
            only where something changed.

            EXAMPLES
              learnhooks tables README.md
            """,
        shouldDisplay: false)

    @Argument(help: "The document's file.", completion: .file())
    var file = "README.md"

    func run() throws {
        let input = try EventInput(file).open()
        let text = String(decoding: try readAll(input), as: UTF8.self)
        let made = try CatalogTables(catalog).applied(to: text)
        guard made != text else { return }
        try File.writeWhole(Array(made.utf8), to: file, isPrivate: false)
        say("\(file.printable): its tables are those of the catalog again")
    }
}
