import ArgumentParser
import FunctionRuntime
import LearnHooks

/// Makes the folder of a platform, and adds it to the catalog.
struct NewPlatform: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platform",
        abstract: "Make a platform's folder, and add it to the catalog.",
        discussion: """
            EXAMPLES
              learnhooks new platform Acme

            More: AddAPlatform.md among the articles.
            """)

    @Argument(help: "Its name, as it writes it: letters alone.")
    var name: String

    @Option(help: ArgumentHelp("The project's folder.", valueName: "directory"), completion: .directory)
    var project = "."

    func run() throws {
        let project = try ProjectFolder(project)
        let title = name.prefix(1).uppercased() + name.dropFirst()
        let name = title.lowercased()
        guard (2...32).contains(name.utf8.count), name.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            throw UsageError(
                description: "\(self.name.printable): expected 2 to 32 letters from A to Z: what it is called in code")
        }
        guard !SwiftName.isReserved(name), !SwiftName.isReserved(title) else {
            throw UsageError(description: "\(name): a word of Swift, or of the vocabulary: expected another name")
        }
        let package = try project.text(of: "Package.swift")
        if let module = try project.modules(in: package).first(where: { $0.lowercased() == name }) {
            throw UsageError(description: "\(title): Package.swift has a module \(module) already")
        }
        guard name != "deliveries" else {
            throw UsageError(description: "\(name): events/deliveries holds signed samples: expected another name")
        }
        let file = "functions/\(title)/\(title).swift"
        let samples = "events/\(name)/README.md"
        let text = PlatformText(name: name, title: title)
        let edits = [
            Edit("Package.swift", CodeList(opening: "let platforms = [", closing: "]"), "    \"\(title)\","),
            Edit("functions/Catalog/Catalog.swift", CodeList.imports, "import \(title)"),
            Edit(
                "functions/Catalog/Catalog.swift",
                CodeList(opening: "public let catalog: [Platform] = [", closing: "]"), "    .\(name),"),
        ]
        try project.make([(file, Array(text.code.utf8)), (samples, Array(text.page.utf8))], edits)
        try write(
            Array(
                """

                What is left, and swift test asks for it, file by file:
                \(project.decisions(in: text.code, of: file))
                  \(samples): where the samples are from, and which facts are no part of an id
                  functions/\(title): swift run learnhooks new handler \(name)/TYPE --from sample.json, once for each event type
                  events/deliveries/\(name).json: swift run learnhooks sign \(name) SAMPLE > events/deliveries/\(name).json
                  README.md: swift run learnhooks tables README.md

                """.utf8))
    }
}
