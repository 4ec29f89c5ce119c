import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// Help, version, list and completion of the built `learnhooks`.
@Suite(.blocking) struct CommandTests {
    private let learnhooks = Program("learnhooks")

    @Test func listShowsEveryFunction() throws {
        let lines = try learnhooks.run("list").output.split(separator: "\n")
        let names = catalog.flatMap(\.functionNames)
        #expect(lines.count == names.count)
        #expect(zip(lines, names).allSatisfy { $0.hasPrefix($1 + " ") })
        #expect(
            lines.contains {
                $0.contains(
                    /^konstantly\/Course\/Finished +activity\.completed +events\/konstantly\/Course\.Finished\.json$/)
            })
    }

    @Test func listSpeaksToScripts() throws {
        let output = try learnhooks.run("list", "--json").output
        let functions = Array(try JSONDocument(parsing: Array(output.utf8)).root.elements)
        #expect(functions.compactMap { $0["name"]?.string } == catalog.flatMap(\.functionNames))
        for function in functions {
            let sample = try #require(function["sample"]?.string)
            #expect(FileManager.default.fileExists(atPath: Project.root.appending(path: sample).path))
        }
        #expect(
            functions[0]["becomes"]?.elements.compactMap(\.string) == [
                "enrolment.created", "activity.progressed", "activity.completed",
            ])
    }

    @Test func listShowsWhatIsAskedFor() throws {
        for platform in catalog {
            let lines = try learnhooks.run("list", platform.name).output.split(separator: "\n")
            #expect(lines.map { $0.prefix { $0 != " " } } == platform.functionNames.map { $0[...] })
            let name = try #require(platform.functionNames.last)
            let one = try learnhooks.run("list", "--json", name, name).output
            #expect(
                try JSONDocument(parsing: Array(one.utf8)).root.elements.map { $0["name"]?.string } == [name])
        }
        let outcome = try learnhooks.run("list", "nolyx")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("did you mean knolyx?"))
    }

    /// An empty value is that of a variable which is not set, and never what was meant.
    @Test(arguments: ["invoke", "serve", "lambda", "explain", "sign", "package", "manifest"])
    func noOptionTakesAnEmptyValue(command: String) throws {
        let options = try learnhooks.run("help", command).output.matches(of: /(?m)^  (--[a-z-]+) </).map { $0.1 }
        #expect(!options.isEmpty)
        for option in options {
            for words in [["\(option)=", "knolyx"], ["\(option)", "", "knolyx"]] {
                let outcome = try learnhooks.run([command] + words, input: Data())
                #expect(outcome.status == 64)
                #expect(outcome.errors == "learnhooks: \(option): expected a value, found an empty one\n")
            }
        }
    }

    @Test func whatFollowsTheTerminatorIsAnotherProgramsOwn() throws {
        let outcome = try learnhooks.run("invoke", "--", "--tag=")
        #expect(outcome.status == 66)
        #expect(outcome.errors == "learnhooks: --tag=: no such file\n")
    }

    @Test func helpIsWhatItWas() throws {
        let outcome = try learnhooks.run("--help")
        #expect(outcome.status == 0)
        #expect(
            outcome.output == """
                OVERVIEW: Turn webhooks of learning platforms into one vocabulary of actions.

                EXAMPLES
                  learnhooks invoke events

                learnhooks falkor, instruqt, knolyx, konstantly: call a platform's own API.
                More: learnhooks help shell, service, deploy, signatures, vocabulary,
                statements, configuration, design, limits, tests.

                OPTIONS:
                  --version               Show the version.
                  -h, --help              Show help information.

                SUBCOMMANDS:
                  invoke                  Run handlers on events, and print the actions.
                  serve                   Serve webhooks here, and show each delivery.
                  lambda                  Run a program as AWS Lambda would.
                  explain                 Tell why a recorded delivery is refused.
                  sign                    Make a delivery of a payload, signed by its secret.
                  simulate                Send what platforms would send of made-up learners.
                  list                    Show every function and what it becomes.
                  destinations            Show the destinations that are set, and check them.
                  journal                 Show what a journal holds, send again, delete.
                  schema                  Print the JSON Schema of actions.
                  package                 Make a container image of each function.
                  manifest                Print the file that deploys functions.
                  new                     Begin a platform, or a handler, of the project.
                  reconcile               Append events that webhooks missed to the journal.

                  See 'learnhooks help <subcommand>' for detailed help.

                """)
    }

    @Test(arguments: [
        "", "invoke", "serve", "lambda", "explain", "sign", "simulate", "list", "destinations", "journal", "schema",
        "package", "manifest", "new", "new platform", "new handler", "reconcile", "tables", "falkor", "instruqt",
        "knolyx", "konstantly",
    ]) func aHelpTextFitsAScreenBeginsWithAnExampleAndSaysWhereMoreStands(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let help = try learnhooks.run(words + ["--help"], input: Data()).output
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count <= 30)
        #expect(lines.allSatisfy { $0.count <= 80 })
        let first = lines.dropFirst().first { !$0.isEmpty } ?? ""
        #expect(["EXAMPLES", "CALLS", "  learnhooks journal"].contains(first))
        #expect(help.contains("More: "))
    }

    @Test func helpWithAnUnknownWordNamesTheTopics() throws {
        let outcome = try learnhooks.run("help", "nonsense")
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("learnhooks: help: nonsense: expected a command, or one of shell, service, "))
    }

    /// Every example of every help text runs as it stands, from the project's folder.
    @Test(arguments: ["", "invoke", "explain", "sign", "list", "schema", "manifest"]) func examplesWorkAsTheyStand(
        command: String
    )
        throws
    {
        let help = try learnhooks.run(command.isEmpty ? ["--help"] : ["help", command], input: Data()).output
        let examples = help.split(separator: "EXAMPLES\n")[1].split(separator: "\n\n")[0]
            .replacing("\\\n", with: " ").split(separator: "\n")
        #expect(!examples.isEmpty)
        let folder = try Folder()
        let hasJQ = ["/usr/bin/jq", "/usr/local/bin/jq", "/bin/jq"].contains(where: FileManager.default.fileExists)
        for example in examples where !example.contains("tail -f") && (hasJQ || !example.contains("jq ")) {
            let line = example.trimmingCharacters(in: .whitespaces)
                .replacing("> actions.ndjson", with: "> \(folder.path("actions.ndjson"))")
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", line]
            process.currentDirectoryURL = Project.root
            let binaries = learnhooks.process([]).executableURL?.deletingLastPathComponent().path ?? ""
            process.environment = ["PATH": "\(binaries):/usr/bin:/bin:/usr/local/bin"]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(line)")
        }
    }

    @Test func hasAVersionAndCompletions() throws {
        #expect(try learnhooks.run("--version").output.contains(/^\d+\.\d+\.\d+\n$/))
        let script = try learnhooks.run("--generate-completion-script", "bash")
        #expect(script.status == 0)
        #expect(script.output.contains("instruqt/track.completed"))
    }
}
