import Foundation
import Support
import Testing

/// `learnhooks tables`: README says what the catalog says.
struct TablesTests {
    @Test func theTablesOfReadmeAreTheCatalogs() throws {
        let readme = try Project.text(of: "README.md")
        let copy = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).md")
        defer { try? FileManager.default.removeItem(at: copy) }
        try readme.write(to: copy, atomically: true, encoding: .utf8)
        let outcome = try Program("learnhooks").run("tables", copy.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let made = try String(contentsOf: copy, encoding: .utf8)
        #expect(
            made == readme, "README.md: expected the catalog's tables; swift run learnhooks tables README.md makes them"
        )
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
