import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// What `invoke` prints in which format, and the schema of it.
@Suite(.blocking) struct FormatTests {
    private let learnhooks = Program("learnhooks")

    @Test func statementsAreTheSameBytesEveryTime() throws {
        let outcome = try learnhooks.run("invoke", "--format", "xapi", "events")
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count > 40)
        for line in lines {
            let statement = try JSONDocument(parsing: Array(line.utf8)).root
            #expect(StatementValidator().problems(of: statement) == [])
            #expect(statement["verb"]?["id"]?.string?.hasPrefix("http") == true)
        }
        #expect(outcome.errors.contains("actions have no statement: 2 activity.cleaned, "))
        #expect(try learnhooks.run("invoke", "--format", "xapi", "events").output == outcome.output)
        let all = try learnhooks.run("invoke", "--format", "xapi", "--include", "payments", "events")
        let payments = Sample.all.map {
            // Nobody is said to have paid where no learner is named.
            $0.expected.components(separatedBy: #""kind":"payment.received","learner""#).count - 1
        }
        .reduce(0, +)
        #expect(all.output.split(separator: "\n").count == lines.count + payments)
    }

    @Test func arraysHoldNoIdTwice() throws {
        let outcome = try learnhooks.run("invoke", "--format", "xapi", "--batch", "10", "events")
        let arrays = try outcome.output.split(separator: "\n").map { line in
            try JSONDocument(parsing: Array(line.utf8)).root.elements.compactMap { $0["id"]?.string }
        }
        #expect(arrays.allSatisfy { (1...10).contains($0.count) && Set($0).count == $0.count })
        let events = try learnhooks.run("invoke", "--batch", "1000", "events/knolyx")
        #expect(events.output.split(separator: "\n").count == 1)
        #expect(try JSONDocument(parsing: Array(events.output.utf8)).root.kind == .array)
    }

    @Test func whatGatheredIsWrittenWhateverEndsTheRun() throws {
        let folder = try Folder()
        let letters = try folder.write("", to: "letters")
        let outcome = try learnhooks.run(
            "invoke", "--batch", "50", "--dead-letters", letters, "events/knolyx/PING.json", letters)
        #expect(outcome.status == 64)
        #expect(outcome.output.hasPrefix("[{"))
    }

    @Test(arguments: [
        ["--batch", "0"], ["--batch", "5", "--format", "text"], ["--include", "all", "--format", "xapi"],
        ["--actor", "mbox"], ["--include", "payments"], ["--actor", "name", "--format", "xapi"], ["--format", "xml"],
    ])
    func optionsThatDoNotFitAreAWrongCommandLine(options: [String]) throws {
        let outcome = try learnhooks.run(["invoke"] + options + ["events"], input: Data())
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
    }

    @Test func theSchemasExamplesAreWhatIsPrinted() throws {
        let outcome = try learnhooks.run("schema")
        #expect(outcome.status == 0)
        let schema = try JSONDocument(parsing: Array(outcome.output.utf8)).root
        let lines = Set(Sample.all.flatMap { $0.expected.split(separator: "\n").map(String.init) })
        let unmapped = try learnhooks.run(
            "invoke", "knolyx", input: Array(#"{"id":"1","type":"COURSE_ARCHIVED","data":{"course":{"id":567}}}"#.utf8))
        let examples = schema["examples"]?.elements.map { $0 } ?? []
        for example in examples {
            let line = String(decoding: example.bytes, as: UTF8.self)
            #expect(lines.contains(line) || "\(line)\n" == unmapped.output, "\(line)")
        }
        #expect(Set(examples.map { $0["data"]?["kind"]?.string }).count == 31)
    }
}
