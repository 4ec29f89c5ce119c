import Foundation
import LearnHooks
import Support
import Testing
import Traits

@testable import Runner

/// `learnhooks new`: what is begun looks like the rest, and nothing that was there is touched.
@Suite(.blocking) struct NewTests {
    private let learnhooks = Program("learnhooks")

    /// A copy of what the command reads and writes.
    private func project() throws -> Folder {
        let folder = try Folder()
        for path in ["Package.swift", "functions", "events"] {
            try FileManager.default.copyItem(
                at: Project.root.appending(path: path), to: folder.url.appending(path: path))
        }
        return folder
    }

    private func text(_ path: String, in folder: Folder) throws -> String {
        try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
    }

    /// Every file and its text.
    private func contents(of folder: Folder) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.url.path) {
            files[path] = FileManager.default.contents(atPath: folder.path(path))
        }
        return files
    }

    private func new(_ words: String..., in folder: Folder) throws -> Program.Outcome {
        try learnhooks.run(["new"] + words + ["--project", folder.url.path], input: Data())
    }

    @Test func aPlatformIsPutAmongTheOthers() throws {
        let folder = try project()
        let before = try contents(of: folder)
        let outcome = try new("platform", "Mooc", in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let after = try contents(of: folder)
        let changed = after.filter { before[$0.key] != $0.value }.keys.sorted()
        #expect(
            changed == [
                "Package.swift", "events/mooc/README.md", "functions/Catalog/Catalog.swift",
                "functions/Mooc/Mooc.swift",
            ])
        // One word, and two lines.
        let added = { (path: String) in
            let old = Set(String(decoding: before[path] ?? Data(), as: UTF8.self).split(separator: "\n"))
            return String(decoding: after[path] ?? Data(), as: UTF8.self).split(separator: "\n").filter {
                !old.contains($0)
            }
        }
        #expect(added("Package.swift") == [#"    "Mooc","#])
        #expect(added("functions/Catalog/Catalog.swift") == ["import Mooc", "    .mooc,"])
        // In order, as the linter asks.
        let catalog = try text("functions/Catalog/Catalog.swift", in: folder).split(separator: "\n")
        let imports = catalog.filter { $0.contains("import ") }.map { $0.split(separator: " ").last ?? "" }
        #expect(imports == imports.sorted())
        // Each decision is named with its file and line.
        let code = try text("functions/Mooc/Mooc.swift", in: folder)
        for (index, line) in code.components(separatedBy: "\n").enumerated() where line.contains("DECIDE: ") {
            #expect(outcome.output.contains("functions/Mooc/Mooc.swift:\(index + 1): "))
        }
        #expect(try new("platform", "Mooc", in: folder).status == 64)
    }

    @Test func aHandlerReadsWhatTheSampleHolds() throws {
        let folder = try project()
        _ = try new("platform", "Mooc", in: folder)
        let sample = try folder.write(
            #"""
            {"type":"course.done","id":7,"at":"2026-01-01T12:00:00Z","made":1700000000,"sent_at":1700000000123,
            "percent":"24.0","phone":"0049301234567","note":null,"free":true,"default":"x","json":1,"first_name":"A",
            "firstName":"B","":0,"360":1,"\"\\(x)\n":"é","Type":{"a":1},"people":[{"id":"1","age":3},{"id":"2","name":"N"}],
            "tags":["a","b"],"none":[],"mixed":[1,"a"],"deep":{"b":{"c":{"d":{"e":1}}}},"empty":{}}
            """#, to: "sample")
        let outcome = try new("handler", "mooc/course.done", "--from", sample, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try text("functions/Mooc/CourseDone.swift", in: folder) == Self.expected)
        #expect(try text("events/mooc/course.done.json", in: folder) == text("sample", in: folder))
        #expect(
            try text("functions/Mooc/Mooc.swift", in: folder).contains(
                "        handlers: [\n            CourseDone(),\n        ])\n"))
        // Once more changes nothing, and another is put behind it.
        let before = try contents(of: folder)
        #expect(try new("handler", "mooc/course.done", "--from", sample, in: folder).status == 0)
        #expect(try contents(of: folder) == before)
        #expect(try new("handler", "mooc/A/b-c", "--from", sample, in: folder).status == 0)
        #expect(try text("functions/Mooc/Mooc.swift", in: folder).contains("CourseDone(),\n            ABC(),\n"))
        #expect(before["functions/Mooc/ABC.swift"] == nil)
    }

    /// Of every sample that there is, a handler can be begun, and the linter has nothing to say.
    @Test func aHandlerCanBeBegunOfEverySample() throws {
        let folder = try project()
        _ = try new("platform", "Mooc", in: folder)
        let begun = Set(Extent.cases(Array(Sample.all.indices), orEach: 8))
        for (index, sample) in Sample.all.enumerated() {
            let (name, path) = ("Handler\(index)", "functions/Mooc/Handler\(index).swift")
            let fields = try PayloadShape.fields(of: sample.document.root, besides: ["type"])
            let code = HandlerText(name: name, eventType: "t\(index)", platform: "mooc", fields: fields).code
            #expect(code.components(separatedBy: "DECIDE: ").count == 4)
            guard begun.contains(index) else {
                _ = try folder.write(code, to: path)
                continue
            }
            // The same from the program.
            let file = Project.root.appending(path: sample.path).path
            let outcome = try new("handler", "mooc/t\(index)", "--from", file, "--name", name, in: folder)
            #expect(outcome.status == 0, "\(sample): \(outcome.errors)")
            #expect(try text(path, in: folder) == code)
        }
        try FileManager.default.copyItem(
            at: Project.root.appending(path: ".swift-format"), to: folder.url.appending(path: ".swift-format"))
        let lint = try Program("/usr/bin/env").run(
            "swift", "format", "lint", "--strict", "--recursive", folder.path("functions"), folder.path("Package.swift")
        )
        #expect(lint.status == 0, "\(lint.errors.prefix(2_000))")
    }

    @Test(arguments: [
        (["platform", "class"], 64, "class: a word of Swift"), (["platform", "Any"], 64, "any: a word of Swift"),
        (["platform", "a.b"], 64, "a.b: expected 2 to 32 letters"),
        (["platform", "ö"], 64, "expected 2 to 32 letters"),
        (["platform", "../x"], 64, "expected 2 to 32 letters"), (["platform", "x"], 64, "expected 2 to 32 letters"),
        (["platform", "Falkor"], 64, "Falkor: Package.swift has a module Falkor already"),
        (["platform", "FALKOR"], 64, "Package.swift has a module Falkor already"),
        (["platform", "Catalog"], 64, "has a module Catalog already"), (["platform", "json"], 64, "word of Swift"),
        (["platform", "deliveries"], 64, "events/deliveries holds signed samples"),
        (
            ["handler", "falkor", "--from", "good"], 64,
            "falkor: expected a platform that has a folder, and an event type"
        ),
        (["handler", "nobody/x", "--from", "good"], 64, "expected a platform that has a folder"),
        (["handler", "falkor/../x", "--from", "good"], 64, "expected an event type of letters"),
        (["handler", "falkor/a\nb", "--from", "good"], 64, #"a\nb: expected an event type of letters"#),
        (["handler", "falkor/new", "--from", "nothing"], 66, "nothing: No such file"),
        (["handler", "knolyx/NEW", "--from", "bad"], 66, "bad:1: expected a key"),
        (["handler", "knolyx/NEW", "--from", "list"], 66, "expected one event, an object"),
        (["handler", "knolyx/NEW", "--from", "good"], 66, "expected an event of the type NEW, found OTHER"),
        (["handler", "knolyx/NEW", "--from", "large"], 66, "expected one event, of 1048576 bytes at most"),
        (["handler", "knolyx/NEW", "--from", "nested"], 66, "deep"),
        (
            ["handler", "knolyx/OTHER", "--from", "good", "--name", "Ping"], 64,
            "Ping.swift: is there already, and is not overwritten"
        ),
        (["handler", "knolyx/OTHER", "--from", "good", "--name", "struct"], 64, "expected the name of a type"),
        (["handler", "knolyx/OTHER", "--from", "good", "--name", "A b"], 64, "expected the name of a type"),
        (
            ["handler", "knolyx/PING", "--from", "ping", "--name", "Pinged"], 64,
            "functions/Knolyx/Ping.swift handles it already"
        ),
    ])
    func whatCannotBeBegunIsSaidAndChangesNothing(words: [String], status: Int32, problem: String) throws {
        let folder = try project()
        for (name, text) in [
            ("good", #"{"type":"OTHER"}"#), ("ping", #"{"type":"PING"}"#), ("bad", "{"), ("list", "[]"),
            ("large", "{\"type\":\"NEW\",\"a\":\"\(String(repeating: "a", count: 1 << 20))\"}"),
            ("nested", String(repeating: "[", count: 100)),
        ] { _ = try folder.write(text, to: name) }
        let before = try contents(of: folder)
        let files = ["good", "ping", "bad", "list", "large", "nested", "nothing"]
        let paths = words.map { files.contains($0) ? folder.path($0) : $0 }
        let outcome = try learnhooks.run(["new"] + paths + ["--project", folder.url.path], input: Data())
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(problem), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(try contents(of: folder) == before)
    }

    @Test func elsewhereIsNoProject() throws {
        let folder = try Folder()
        let outcome = try new("platform", "Mooc", in: folder)
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("expected the project's folder, which has Package.swift; --project names it"))
        #expect(try folder.files().isEmpty)
    }

    @Test(arguments: [
        // In order.
        ("let a = [\n    b,\n    d,\n]\n", "    c,", "let a = [\n    b,\n    c,\n    d,\n]\n"),
        ("let a = [\n    b,\n]\n", "    c,", "let a = [\n    b,\n    c,\n]\n"),
        ("let a = []\n", "    c,", "let a = [\n    c,\n]\n"),
        ("let a = [\n    c,\n]\n", "    c,", "let a = [\n    c,\n]\n"),
        // Where the place is not clear, it is for a person.
        ("let a = [b, d]\n", "    c,", nil), ("let a = [\n    b, d\n]\n", "    c,", nil),
        ("let a = [\n    b(\n        1),\n]\n", "    c,", nil), ("let a = [\n    b,\n]\nlet a = [\n]\n", "    c,", nil),
        ("let a = [\n    b,\n", "    c,", nil), ("", "    c,", nil),
    ])
    func aLineIsAddedWhereItsPlaceIsClear(text: String, line: String, expected: String?) {
        #expect(CodeList(opening: "let a = [", closing: "]").adding(line, to: text) == expected)
    }

    @Test(arguments: [
        ("COURSE_STARTED", "CourseStarted"), ("track.completed", "TrackCompleted"),
        ("Course/Finished", "CourseFinished"),
        ("userSignup", "UserSignup"), ("360", "Type360"), ("event", "EventReceived"), ("Self", "SelfReceived"),
        ("...", nil),
        ("é", nil),
    ]) func aTypeIsNamedAfterItsEvent(type: String, name: String?) {
        #expect(SwiftName.type(type, reservedSuffix: "Received") == name)
    }

    private static let expected = #"""
        import LearnHooks

        /// DECIDE: What happened, in one sentence.
        struct CourseDone: EventHandler {
            static let eventType = "course.done"
            // DECIDE: What it becomes: words of Action.Kind, here and below.
            static let kinds: [Action.Kind] = [Action.Kind("undecided")]

            struct Event: JSONReadable {
                let id: Identifier?
                let at: Timestamp?
                let made: JSONNumber?
                let sentAt: UnixMilliseconds?
                let percent: JSONNumber?
                let phone: String?
                let note: JSONValue?
                let free: Bool?
                let defaultValue: String?
                let jsonValue: JSONNumber?
                let firstName: String?
                let firstName2: String?
                let member: JSONNumber?
                let member360: JSONNumber?
                let x: String?
                let type: TypePart?
                let people: [People]?
                let tags: [String]?
                let none: [JSONValue]?
                let mixed: [JSONValue]?
                let deep: Deep?
                let empty: JSONValue?

                init(json: JSONNode) {
                    id = json["id"]
                    at = json["at"]
                    made = json["made"]
                    sentAt = json["sent_at"]
                    percent = json["percent"]
                    phone = json["phone"]
                    note = json["note"]
                    free = json["free"]
                    defaultValue = json["default"]
                    jsonValue = json["json"]
                    firstName = json["first_name"]
                    firstName2 = json["firstName"]
                    member = json[""]
                    member360 = json["360"]
                    x = json["\"\\(x)\u{A}"]
                    type = json["Type"]
                    people = json["people"]
                    tags = json["tags"]
                    none = json["none"]
                    mixed = json["mixed"]
                    deep = json["deep"]
                    empty = json["empty"]
                }

                struct TypePart: JSONReadable {
                    let a: JSONNumber?

                    init(json: JSONNode) {
                        a = json["a"]
                    }
                }

                struct People: JSONReadable {
                    let id: Identifier?
                    let age: JSONNumber?
                    let name: String?

                    init(json: JSONNode) {
                        id = json["id"]
                        age = json["age"]
                        name = json["name"]
                    }
                }

                struct Deep: JSONReadable {
                    let b: B?

                    init(json: JSONNode) {
                        b = json["b"]
                    }

                    struct B: JSONReadable {
                        let c: C?

                        init(json: JSONNode) {
                            c = json["c"]
                        }

                        struct C: JSONReadable {
                            let d: JSONValue?

                            init(json: JSONNode) {
                                d = json["d"]
                            }
                        }
                    }
                }
            }

            func actions(for event: Event) -> [Action] {
                // DECIDE: Who (learner) did it to what (object), when (time), and what tells one such event from the next (key).
                [Action(Action.Kind("undecided"), object: .platform("mooc"), key: [])]
            }
        }

        """#
}
