import Foundation
import Support
import Testing

/// What README, the articles and `.github` say is so: their commands run, their links lead somewhere.
struct DocumentTests {
    /// The commands of one block, and what they print where the document shows it.
    struct Example: Sendable, CustomTestStringConvertible {
        let document: Document
        let block: Document.Block
        var testDescription: String { "\(document.path):\(block.line)" }
    }

    private static let examples = Document.all.flatMap { document in
        document.blocks.filter { ["sh", "console"].contains($0.language) }
            .map { Example(document: document, block: $0) }
    }

    @Test(arguments: examples.filter { $0.block.mark == nil }) func commandsRun(example: Example) throws {
        let hasJQ = ["/usr/bin/jq", "/usr/local/bin/jq", "/bin/jq"].contains(where: FileManager.default.fileExists)
        guard hasJQ || !example.block.text.contains("jq ") else { return }
        let folder = try Folder()
        for name in ["events", "functions", "Sources", "Tests", "Package.swift", "README.md"] {
            try FileManager.default.createSymbolicLink(
                at: folder.url.appending(path: name), withDestinationURL: Project.root.appending(path: name))
        }
        guard example.block.language == "console" else {
            let outcome = try run(example.block.text, in: folder)
            #expect(outcome.status == 0, "\(outcome.output)")
            return
        }
        for (command, output) in commands(of: example.block) {
            let said = try run(command, in: folder).output.split(separator: "\n", omittingEmptySubsequences: false)
            let isShown = said.count >= output.count && zip(said, output).allSatisfy { fits($0, pattern: $1) }
            #expect(isShown && said.count <= output.count + 1, "\(command):\n\(said.joined(separator: "\n"))")
        }
    }

    /// Either a test runs a block, or a comment says why none does, or which script it is that does.
    @Test(arguments: examples.filter { $0.block.mark != nil }) func whatIsNotRunHereSaysWhy(example: Example) throws {
        let parts = (example.block.mark ?? "").split(separator: ": ", maxSplits: 1)
        #expect(parts.count == 2)
        guard parts[0] == "run by" else { return }
        let text = try Project.text(of: String(parts[1]))
        #expect(!text.isEmpty)
        for line in example.block.text.split(separator: "\n") where parts[1] == ".ci/run" {
            #expect(text.contains(line), ".ci/run does not run: \(line)")
        }
    }

    @Test(arguments: Document.all) func linksLeadSomewhere(document: Document) throws {
        let folder = Project.root.appending(path: document.path).deletingLastPathComponent()
        for link in document.links {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let path = parts[0].isEmpty ? document.path : String(parts[0])
            let file = parts[0].isEmpty ? Project.root.appending(path: path) : folder.appending(path: path)
            #expect(FileManager.default.fileExists(atPath: file.path), "\(link): no such file")
            guard parts.count == 2 else { continue }
            let target = file.standardizedFileURL.path.dropFirst(Project.root.standardizedFileURL.path.count + 1)
            let hasAnchor = try Document(String(target)).anchors.contains(String(parts[1]))
            #expect(hasAnchor, "\(link): no such heading")
        }
    }

    @Test func theLandingPageNamesEveryArticle() throws {
        let folder = "Sources/LearnHooks/LearnHooks.docc/"
        let named = Set(try Document(folder + "LearnHooks.md").links)
        for path in try Project.files(below: String(folder.dropLast()), withExtension: "md") {
            let name = String(path.dropFirst(folder.count))
            #expect(name == "LearnHooks.md" || named.contains(name), "LearnHooks.md: expected a link to \(name)")
        }
    }

    @Test(arguments: Document.all) func linesFitAnEditor(document: Document) {
        for line in document.prose where !line.text.hasPrefix("|") {
            #expect(line.text.count <= 160, "\(document.path):\(line.number)")
        }
    }

    @Test func readmeIsOnePage() throws {
        let lines = try Project.text(of: "README.md").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count - 1 <= 220)
    }

    /// Runs commands as a person would in the project's folder, with a shell that stops at the first that fails.
    private func run(_ commands: String, in folder: Folder) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-euc", commands]
        process.currentDirectoryURL = folder.url
        let programs = Bundle.main.bundleURL.path
        process.environment = ["PATH": "\(programs):/usr/local/bin:/usr/bin:/bin", "HOME": folder.url.path]
        let said = try folder.write("", to: "said")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: said))
        process.standardError = process.standardOutput
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOfFile: said, encoding: .utf8))
    }

    /// Splits a session into the commands and what each prints.
    private func commands(of block: Document.Block) -> [(command: String, output: [Substring])] {
        var sessions: [(command: String, output: [Substring])] = []
        for line in block.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("$ ") {
                sessions.append((String(line.dropFirst(2)), []))
            } else if let last = sessions.indices.last {
                sessions[last].output.append(line)
            }
        }
        return sessions
    }

    /// Tells whether a line is what the document shows, in which "…" stands for anything.
    private func fits(_ line: Substring, pattern: Substring) -> Bool {
        let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return line == pattern }
        return line.hasPrefix(parts[0]) && line.hasSuffix(parts[parts.count - 1])
    }
}
