import Foundation
import Support
import Testing
import Traits

/// `learnhooks help deploy`: an article's first part, without its marks.
@Suite(.blocking) struct HelpTopicTests {
    private let learnhooks = Program("learnhooks")

    @Test(arguments: [
        "Shell", "Service", "Deploy", "Signatures", "Vocabulary", "Statements", "Configuration", "Design", "Limits",
        "Tests",
    ]) func aTopicIsTheFirstPartOfItsArticle(article: String) throws {
        let path = "Sources/LearnHooks/LearnHooks.docc/\(article).md"
        let topic = article.lowercased()
        let outcome = try learnhooks.run("help", topic)
        #expect(outcome.status == 0)
        #expect(outcome.output == "\(try firstPart(of: path))\n\nMore: \(path)\n", "runner/HelpTopic+Articles.swift")
        #expect(outcome.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 31)
        #expect(try learnhooks.run("--help").output.contains(topic))
    }

    private func firstPart(of path: String) throws -> String {
        var (lines, isCode): ([String], Bool) = ([], false)
        for line in try Project.text(of: path).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") { break }
            if line.hasPrefix("<!--") { continue }
            guard !line.hasPrefix("```") else {
                isCode.toggle()
                continue
            }
            let text = line.replacing(/\[([^\]]+)\]\([^)]+\)/) { $0.1 }
            let plain = text.hasPrefix("# ") ? String(text.dropFirst(2)) : String(text)
            lines.append(isCode && !plain.isEmpty ? "    \(plain)" : plain)
        }
        return lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
    }
}
