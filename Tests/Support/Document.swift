/// A document of the project that people read, in Markdown.
public struct Document: Sendable, CustomStringConvertible {
    /// A fenced block of code.
    public struct Block: Sendable {
        /// The word behind the fence: "sh", "console", "swift".
        public let language: String
        /// What stands between the fences.
        public let text: String
        /// The number of the line of the opening fence.
        public let line: Int
        /// What a comment says of the block, or of its section from there on: "not run: …", "run by: …".
        public let mark: String?
    }

    /// Its path from the project's folder on.
    public let path: String
    /// The fenced blocks, in order.
    public let blocks: [Block]
    /// Its lines outside of blocks, each with its number.
    public let prose: [(number: Int, text: Substring)]
    /// The path, as tests name the document.
    public var description: String { path }

    /// README, the articles and what stands in `.github`.
    public static let all: [Document] = {
        let files = try? ["Sources/LearnHooks/LearnHooks.docc", ".github"].flatMap {
            try Project.files(below: $0, withExtension: "md")
        }
        return (["README.md"] + (files ?? [])).compactMap { try? Document($0) }
    }()

    /// Reads a document.
    ///
    /// - Throws: What Foundation throws where it cannot be read.
    public init(_ path: String) throws {
        self.path = path
        var (blocks, prose): ([Block], [(number: Int, text: Substring)]) = ([], [])
        let lines = try Project.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
        var (opened, sectionMark, blockMark): (Int?, String?, String?)
        for (index, line) in lines.enumerated() {
            if let start = opened {
                guard line == "```" else { continue }
                blocks.append(
                    Block(
                        language: String(lines[start].dropFirst(3)),
                        text: lines[(start + 1)..<index].joined(separator: "\n"), line: start + 1,
                        mark: blockMark ?? sectionMark))
                (opened, blockMark) = (nil, nil)
            } else if line.hasPrefix("```") {
                opened = index
            } else if let mark = line.wholeMatch(of: /<!-- ((not run|run by): .+) -->/) {
                let isOfOneBlock = lines[index + 1].hasPrefix("```")
                if isOfOneBlock { blockMark = String(mark.1) } else { sectionMark = String(mark.1) }
            } else {
                if line.hasPrefix("#") { sectionMark = nil }
                prose.append((index + 1, line))
            }
        }
        (self.blocks, self.prose) = (blocks, prose)
    }

    /// Where its links lead, without those to other sites.
    public var links: [String] {
        prose.flatMap { $0.text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) } }
            .filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
    }

    /// The names by which its headings can be linked to, as GitHub makes them.
    public var anchors: Set<String> {
        Set(
            prose.filter { $0.text.hasPrefix("#") }.map { line in
                String(
                    line.text.drop { $0 == "#" }.dropFirst().lowercased()
                        .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
                        .map { $0 == " " ? "-" : $0 })
            })
    }
}
