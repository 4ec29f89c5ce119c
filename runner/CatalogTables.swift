import ArgumentParser
import LearnHooks
import Receiving

/// The tables of a document that are made from the catalog, so that nobody maintains them twice.
struct CatalogTables: Sendable {
    private let platforms: [Platform]

    /// Creates the tables of some platforms.
    init(_ platforms: [Platform]) {
        self.platforms = platforms
    }

    /// Why tables cannot be made.
    struct Problem: RunnerError {
        /// What was expected, and where.
        let description: String
        let exitCode = ExitCode.noInput
    }

    /// Returns a document with its tables made again: each stands between `<!-- catalog: NAME -->` and `<!-- end -->`.
    ///
    /// - Throws: `Problem` if a table is not known, or does not end.
    func applied(to document: String) throws(Problem) -> String {
        var (made, rest) = ([Substring](), document.split(separator: "\n", omittingEmptySubsequences: false)[...])
        while let line = rest.popFirst() {
            made.append(line)
            guard line.hasPrefix(Self.start), line.hasSuffix(Self.close) else { continue }
            let name = String(line.dropFirst(Self.start.count).dropLast(Self.close.count))
            guard let end = rest.firstIndex(of: Self.end) else {
                throw Problem(description: "the table \(name.printable): expected \(Self.end) behind it, found none")
            }
            made += try rows(of: name, old: rest[..<end]).map { $0[...] } + [Self.end]
            rest = rest[(end + 1)...]
        }
        return made.joined(separator: "\n")
    }

    private static let (start, close, end) = ("<!-- catalog: ", " -->", "<!-- end -->" as Substring)

    private func rows(of name: String, old: ArraySlice<Substring>) throws(Problem) -> [String] {
        switch name {
        case "platforms": return proofs
        case "functions": return functions
        case "vocabulary": return vocabulary(old)
        default: throw Problem(description: "\(name.printable): expected platforms, functions or vocabulary")
        }
    }

    /// How each platform proves that a delivery is its own.
    private var proofs: [String] {
        ["| platform | method and path | proof | what a secret looks like |", "|---|---|---|---|"]
            + platforms.map { platform in
                let path = "`/\(platform.name)\(platform.trust.isInPath ? "/<secret>" : "")`"
                let title = platform.documents.map { "[\(platform.title)](\($0.address))" } ?? platform.title
                let secret = platform.documents?.secret ?? ""
                return "| \(title) | \(platform.method) \(path) | \(platform.trust.summary) | \(secret) |"
            }
    }

    /// What each function becomes.
    private var functions: [String] {
        ["| function | becomes |", "|---|---|"]
            + platforms.flatMap { platform in
                platform.handlers.map { handler in
                    let kinds = handler.kinds.map { "`\($0.name)`" }.joined(separator: ", ")
                    return "| `\(platform.name)/\(handler.eventType)` | \(kinds) |"
                }
            }
    }

    /// The vocabulary: only the functions of each row come from the catalog.
    private func vocabulary(_ old: ArraySlice<Substring>) -> [String] {
        old.map { line in
            var cells = line.components(separatedBy: " | ")
            guard cells.count == 4, line.hasPrefix("| `") else { return String(line) }
            let kind = Action.Kind(String(cells[0].dropFirst(3).dropLast()))
            let functions = platforms.flatMap { platform in
                platform.handlers.filter { $0.kinds.contains(kind) }.map { "`\(platform.name)/\($0.eventType)`" }
            }
            if kind != .eventUnmapped { cells[2] = functions.joined(separator: ", ") }
            return cells.joined(separator: " | ")
        }
    }
}

extension Substring {
    /// The parts between a text, which may be empty.
    fileprivate func components(separatedBy separator: String) -> [String] {
        var (parts, rest) = ([String](), self)
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
