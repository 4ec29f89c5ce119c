import Foundation
import Support
import Testing

/// What the articles on platforms and handlers show is the code.
struct ArticleTests {
    private func article(_ name: String) throws -> String {
        try Project.text(of: "Sources/LearnHooks/LearnHooks.docc/\(name).md")
    }

    @Test func thePlatformIsTheOneOfTheCatalog() throws {
        let file = "functions/Thinkific/Thinkific.swift"
        let isShown = try article("AddAPlatform").contains("```swift\n\(Project.text(of: file))```")
        #expect(isShown, "AddAPlatform.md: expected \(file), as it stands")
    }

    @Test func theHandlerIsTheOneThatIsTested() throws {
        let file = "Tests/LearnHooksTests/CourseReviewed.swift"
        let isShown = try article("AddAHandler").contains("```swift\n\(Project.text(of: file))```")
        #expect(isShown, "AddAHandler.md: expected \(file), as it stands")
    }

    /// The handshakes are those that the tests ask for.
    @Test func theHandshakesAreTheOnesThatAreTested() throws {
        let text = try article("AddAPlatform")
        let shown = try #require(text.components(separatedBy: "        handshakes: [\n").dropFirst().first)
            .components(separatedBy: "```")[0]
        let lines = shown.split(separator: "\n").filter { !$0.contains("//") }
        let code = try Project.text(of: "Tests/Support/MadeUpPlatforms.swift")
        #expect(lines.count > 5)
        #expect(code.contains("        handshakes: [\n" + lines.joined(separator: "\n")))
    }
}
