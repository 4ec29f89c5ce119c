import Catalog
import Foundation
import LearnHooks
import Support

/// Why a fact of an event need not be told from another: a row of a table in the README of a platform's samples.
struct Reason: Sendable {
    /// How the names of the functions begin that it is said of.
    let function: String
    /// Names on the facts' paths; any, where one is empty.
    let facts: [String]
    /// Why.
    let why: String

    /// What holds on every platform.
    private static let names = Reason(
        function: "", facts: ["name", "firstname", "lastname", "first_name", "last_name", "slug", "track_slug"],
        why: "a name may change, and nothing has happened")

    /// Whether it is said of a function.
    func functions(_ name: String) -> Bool { name.hasPrefix(function) }

    /// Every reason under a heading, of all platforms.
    static func all(under heading: String) -> [Reason] {
        let rows = catalog.flatMap { platform -> [Reason] in
            let text = (try? Project.text(of: "events/\(platform.name)/README.md")) ?? ""
            let section = text.components(separatedBy: "\n## \(heading)\n").dropFirst().first ?? ""
            let lines = section.components(separatedBy: "\n## ")[0].split(separator: "\n")
            return lines.filter { $0.hasPrefix("| `") }.map { line in
                let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
                let facts = cells[1] == "all" ? [""] : cells[1].components(separatedBy: ", ").map(\.unquoted)
                return Reason(function: cells[0].unquoted, facts: facts, why: cells[2])
            }
        }
        return heading == "What is no part of an id" ? [names] + rows : rows
    }
}

extension String {
    fileprivate var unquoted: String { replacing("`", with: "") }
}
