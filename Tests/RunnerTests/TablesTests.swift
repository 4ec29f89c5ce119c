import Foundation
import Support
import Testing
import Traits

/// `learnhooks tables`: the documents say what the catalog says.
@Suite(.blocking) struct TablesTests {
    private static let documents = Document.all.map(\.path)

    @Test(arguments: documents) func theTablesOfADocumentAreTheCatalogs(path: String) throws {
        let text = try Project.text(of: path)
        let folder = try Folder()
        let copy = try folder.write(text, to: "copy.md")
        let outcome = try Program("learnhooks").run("tables", copy)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let made = try String(contentsOfFile: copy, encoding: .utf8)
        #expect(made == text, "\(path): expected the catalog's tables; swift run learnhooks tables makes them")
    }

    @Test func everyTableStandsSomewhere() throws {
        let text = try Self.documents.map { try Project.text(of: $0) }.joined()
        for name in ["platforms", "functions", "vocabulary"] { #expect(text.contains("<!-- catalog: \(name) -->")) }
    }

    @Test(arguments: [
        ("<!-- catalog: nothing -->\n<!-- end -->\n", "nothing: expected platforms, functions or vocabulary"),
        ("<!-- catalog: functions -->\n", "the table functions: expected <!-- end --> behind it, found none"),
    ])
    func aTableThatCannotBeMadeIsSaid(text: String, problem: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).md")
        defer { try? FileManager.default.removeItem(at: file) }
        try text.write(to: file, atomically: true, encoding: .utf8)
        let outcome = try Program("learnhooks").run("tables", file.path)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains(problem))
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
