import ActionFormats
import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Testing

/// The rules of the project that a reader relies on.
struct ProjectTests {
    private static let vocabulary = "Sources/LearnHooks/LearnHooks.docc/Vocabulary.md"

    /// Invariant 4: a handler imports `LearnHooks` and nothing else.
    @Test(arguments: catalog.map(\.name)) func handlersImportTheVocabularyAlone(platform: String) throws {
        let files = try Project.files(below: "functions", withExtension: "swift")
            .filter { $0.lowercased().hasPrefix("functions/\(platform)/") }
        #expect(!files.isEmpty)
        for file in files {
            let imports = try Project.text(of: file).split(separator: "\n")
                .filter {
                    $0.contains(/^\s*(@\w+(\([^)]*\))?\s+)*((public|package|internal|private|fileprivate)\s+)?import\s/)
                }
                .map { $0.split(separator: " ").last ?? "" }
            #expect(imports == ["LearnHooks"], "\(file)")
        }
    }

    @Test func nothingImportsFoundationForJSON() throws {
        for folder in ["Sources", "functions", "runner"] {
            for file in try Project.files(below: folder, withExtension: "swift") {
                let text = try Project.text(of: file)
                for word in ["JSONSerialization", "JSONDecoder", "JSONEncoder"] {
                    #expect(!text.contains(word), "\(file): \(word)")
                }
            }
        }
    }

    @Test(arguments: catalog.flatMap(\.functionNames)) func everyFunctionHasASample(function: String) throws {
        let parts = function.split(separator: "/", maxSplits: 1)
        let event = parts[1].replacing("/", with: ".")
        let samples = Sample.all.filter { $0.platform == parts[0] && $0.event == event }
        let first = try #require(
            samples.first { $0.path == "events/\(parts[0])/\(event).json" },
            "events/\(parts[0])/\(event).json: expected a sample")
        #expect(
            !first.expected.isEmpty,
            "events/\(parts[0])/\(event).actions.jsonl: expected the actions of the sample, as learnhooks invoke prints them, once a person has read them"
        )
        let platform = try #require(catalog.first { $0.name == parts[0] })
        #expect(try platform.eventType(of: first.document.root) == String(parts[1]))
        let isInTable = try Project.text(of: Self.vocabulary).contains("| `\(function)` |")
        #expect(
            isInTable,
            "\(Self.vocabulary): expected a row `\(function)`: swift run learnhooks tables \(Self.vocabulary) makes it")
    }

    /// The table of the vocabulary is the code's: each kind with the functions that declare it, and its verb.
    @Test func theVocabularyIsInItsArticle() throws {
        let kinds = try Project.text(of: "Sources/LearnHooks/Action+Kind.swift").matches(of: /= Self\("([a-z_.]+)"\)/)
        let rows = try Project.text(of: Self.vocabulary).split(separator: "\n").filter { $0.hasPrefix("| `") }
        for kind in kinds.map({ String($0.output.1) }) {
            let functions = catalog.flatMap { platform in
                platform.handlers.filter { $0.kinds.contains(Action.Kind(kind)) }
                    .map { "`\(platform.name)/\($0.eventType)`" }
            }
            let row = rows.first { $0.hasPrefix("| `\(kind)` |") }
            let verb = StatementFormat.verb(of: Action.Kind(kind)).map { verb in
                let short = [
                    "http://adlnet.gov/expapi/verbs/": "adl", "http://activitystrea.ms/schema/1.0/": "as",
                    "http://id.tincanapi.com/verb/": "tc",
                ].first { verb.hasPrefix($0.key) }
                return "\(short?.value ?? "") `\(verb.dropFirst(short?.key.count ?? 0))`"
            }
            let request = kind == "payment.received" ? ", on request" : ""
            let ending = "| \(functions.joined(separator: ", ")) | \(verb ?? "-")\(request) |"
            let isRight = row?.hasSuffix(kind == "event.unmapped" ? " | - |" : ending) ?? false
            #expect(isRight, "\(kind): \(row ?? "no line in \(Self.vocabulary)")")
            let isInSchema = try Project.text(of: "runner/ActionSchema.swift").contains("\"const\": \"\(kind)\"")
            #expect(isInSchema, "\(kind) is not in the schema")
        }
        #expect(kinds.count == 31)
    }

    @Test func everySampleIsAccountedFor() throws {
        for sample in Sample.all {
            let readme = "events/\(sample.platform)/README.md"
            let row = "| `\(sample.path.split(separator: "/").last ?? "")` |"
            let isInTable = try Project.text(of: readme).contains(row)
            #expect(isInTable, "\(readme): expected a row \(row) that says where the sample is from, and what is odd")
        }
        let expectations = try Project.files(below: "events", withExtension: "actions.jsonl")
        #expect(
            Set(expectations.map { $0.replacing(".actions.jsonl", with: ".json") }) == Set(Sample.all.map(\.path)))
    }

    /// Each missing file is named, so that nobody who adds a platform has to search.
    @Test(arguments: catalog.map(\.name)) func allThatIsKnownOfAPlatformIsInItsFolder(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        let file = "functions/\(platform.title)/\(platform.title).swift"
        let documents = try #require(platform.documents, "\(file): expected documents: Documents(…)")
        #expect(documents.address.hasPrefix("https://"), "\(file): expected the address of its documents")
        #expect(!documents.sampleSecrets.isEmpty, "\(file): expected sampleSecrets")
        #expect(throws: Never.self, "\(file): expected sampleSecrets that the scheme can use") {
            try Verifier(platform.trust, secrets: documents.sampleSecrets.map { Secret($0) })
        }
        let actions = Receiver(target: try Target(nil, in: catalog))
            .receive(trusted: Array(documents.sampleEvent.utf8)).actions
        #expect(
            actions.count == 1 && actions[0].event.platform == name,
            "\(file): expected a sampleEvent of which one action comes, whoever is not told the platform")
        for path in ["events/\(name)/README.md", "events/deliveries/\(name).json"] {
            #expect(
                FileManager.default.fileExists(atPath: Project.root.appending(path: path).path), "\(path): expected")
        }
    }

    /// A platform touches nothing but its own folder, and the two lists of platforms.
    @Test func aPlatformTouchesNothingElse() throws {
        for folder in ["Sources", "functions", "runner", "Tests"] {
            for file in try Project.files(below: folder, withExtension: "swift") {
                let lines = try Project.text(of: file).split(separator: "\n").count {
                    $0.lowercased().contains("thinkific")
                }
                let most =
                    switch file {
                    case "functions/Catalog/Catalog.swift": 2
                    // The example that the article shows.
                    case "Tests/LearnHooksTests/ArticleTests.swift", "Tests/FunctionsTests/ProjectTests.swift": lines
                    default: file.hasPrefix("functions/Thinkific/") ? lines : 0
                    }
                #expect(lines <= most, "\(file)")
            }
        }
        #expect(try Project.text(of: "Package.swift").components(separatedBy: "Thinkific").count == 2)
    }

    /// What learnhooks new leaves to a person is marked, and is decided before it is relied on.
    @Test func nothingIsLeftToDecide() throws {
        let files =
            try Project.files(below: "functions", withExtension: "swift")
            + Project.files(below: "events", withExtension: "md")
        for file in files {
            let lines = try Project.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.contains("DECIDE: ") {
                Issue.record("\(file):\(index + 1): \(line.trimmingCharacters(in: .whitespaces))")
            }
        }
    }

    @Test func aHandlerHasAFileOfItsName() throws {
        for platform in catalog {
            for handler in platform.handlers {
                let name = String(describing: type(of: handler))
                let text = try Project.text(of: "functions/\(platform.title)/\(name).swift")
                #expect(
                    text.contains("struct \(name): EventHandler"),
                    "functions/\(platform.title)/\(name).swift: expected struct \(name): EventHandler")
            }
        }
    }

    /// The tables of variables have every one that the configuration reads.
    @Test func everyVariableIsInItsArticle() throws {
        let rows = try ["Configuration", "Destinations"]
            .map { try Project.text(of: "Sources/LearnHooks/LearnHooks.docc/\($0).md") }.joined(separator: "\n")
            .split(separator: "\n").filter { $0.hasPrefix("| ") }
        var names: Set<String> = []
        for path in try Project.files(below: "Sources/FunctionRuntime/Configuration", withExtension: "swift") {
            for match in try Project.text(of: path).matches(of: /"([A-Z][A-Z_]{3,})"/) { names.insert(String(match.1)) }
        }
        #expect(names.count > 15)
        for name in names {
            #expect(
                rows.contains { $0.contains("`\(name)`") },
                "expected a row of \(name) in Configuration.md or Destinations.md")
        }
    }
}
