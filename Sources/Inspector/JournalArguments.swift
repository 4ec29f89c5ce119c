/// A command about a journal as it was typed: `journal [VERB] [WORD]… [OPTION]…`, without a package for command lines, which the
/// function's image does not carry.
package struct JournalArguments: Sendable {
    /// The command line is wrong.
    package struct Problem: Error, CustomStringConvertible {
        /// What was expected and found.
        package let description: String
    }

    /// What is asked, or nil for what is in it.
    let verb: JournalVerb?
    /// The words behind the verb: a filter's, or names.
    let words: [String]
    /// The journal's file, where the command line names it.
    package private(set) var path: String?
    /// Whether the usage is asked for.
    package private(set) var wantsHelp = false
    var isJSON = false
    var isAgreed = false
    var isDryRun = false
    /// Whether stored bodies are handled anew, and whether what differs is sent again.
    var (isFromBodies, isCorrected) = (false, false)
    var destination: String?
    var limit = 50

    /// The copy that is to be put where no journal is, or nil if something else is asked.
    package var fileToRestore: String? { verb == .restore ? words.first : nil }

    /// The journal that is to be copied, and where to.
    package var placesToCopy: (from: String, to: String)? { verb == .copy ? (words[0], words[1]) : nil }

    /// The words as one filter.
    var filter: String { words.joined(separator: " ") }

    /// Reads the words after `journal`.
    ///
    /// - Throws: `Problem` for the first that is not understood.
    package init(_ arguments: some Sequence<String>) throws(Problem) {
        var (verb, words): (JournalVerb?, [String]) = (nil, [])
        var rest = Array(arguments)[...]
        while let word = rest.popFirst() {
            switch word {
            case "--json": isJSON = true
            case "--yes": isAgreed = true
            case "--dry-run": isDryRun = true
            case "--from-bodies": isFromBodies = true
            case "--corrected": isCorrected = true
            case "--help", "-h": wantsHelp = true
            case "--to": destination = try Self.value(of: word, &rest)
            case "--journal": path = try Self.value(of: word, &rest)
            case "--limit":
                guard let number = Int(try Self.value(of: word, &rest)), (1...1_000_000).contains(number) else {
                    throw Problem(description: "--limit: expected a number from 1 to 1000000")
                }
                limit = number
            case _ where word.hasPrefix("--"): throw Problem(description: "\(word): no such option of journal")
            case _ where verb == nil && words.isEmpty:
                guard let known = JournalVerb(rawValue: word) else {
                    let verbs = JournalVerb.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Problem(description: "\(word): expected one of \(verbs)")
                }
                verb = known
            default: words.append(word)
            }
        }
        if let verb, !wantsHelp, !verb.counts.contains(words.count) {
            throw Problem(
                description:
                    "journal \(verb.rawValue): expected \(verb.words.isEmpty ? "no word behind it" : verb.words)")
        }
        guard !isFromBodies || verb == .replay, !isCorrected || isFromBodies else {
            throw Problem(description: "--from-bodies stands behind replay, and --corrected beside --from-bodies")
        }
        if isFromBodies, !isCorrected, destination != nil {
            throw Problem(
                description: "--to: expected --corrected beside --from-bodies: what is new goes to every destination")
        }
        (self.verb, self.words) = (verb, words)
    }

    private static func value(of option: String, _ rest: inout ArraySlice<String>) throws(Problem) -> String {
        guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("--") else {
            throw Problem(description: "\(option): expected a value behind it")
        }
        return value
    }

    /// Returns the help text.
    ///
    /// - Parameter program: The program's name.
    /// - Returns: The usage.
    package static func usage(_ program: String) -> String {
        let verbs = JournalVerb.allCases.map { verb in
            let words = "  \(verb.rawValue) \(verb.words)"
            return words + String(repeating: " ", count: max(1, 38 - words.utf8.count)) + verb.summary
        }
        return """
            usage: \(program) journal [VERB] [WORD]... [--json] [--yes] [--journal FILE]

              \(program) journal
              \(program) journal list platform:knolyx since:2h

            \(verbs.joined(separator: "\n"))

            Without a verb it shows what the journal holds, and how each destination stands.
            JOURNAL or --journal names the file. replay --dry-run only says what would be
            sent; --from-bodies handles stored deliveries again, and sends new actions, and
            with --corrected those that differ. All words of a FILTER must hold:
            platform:knolyx type:PING kind:activity.completed state:dead since:2h
            until:2026-01-31T00:00:00Z destination:crm learner:ID. More: Journal.md among
            the articles.

            """
    }
}
