import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// What a statement says.
@Suite struct StatementTests {
    private let format = Statements.format()

    private func statement(
        _ kind: Action.Kind = .activityCompleted, learner: Action.Learner? = .init(id: "u1", email: "Ada@Example.com"),
        object: Action.Object = .init(type: .course, id: "a b/ü", name: "Sales", platformType: "course"),
        result: Action.Result? = nil, time: Timestamp? = nil, key: Action.Key = [.text("1")],
        account: String? = "u1", format: StatementFormat? = nil
    ) throws -> JSONNode? {
        let action = IdentifiedAction(
            id: "2f5cf04f-8619-5b38-b6cf-3f9a3fd5a6d2", source: "https://acme.konstant.ly",
            action: Action(kind, learner: learner, object: object, result: result, time: time, key: key),
            event: EventReference(platform: "konstantly", type: "Course/Finished"), partitionKey: account)
        guard let bytes = (format ?? self.format).statement(of: action) else { return nil }
        let root = try JSONDocument(parsing: bytes).root
        #expect(StatementValidator().problems(of: root) == [])
        return root
    }

    @Test func aFinishedCourseIsACompletion() throws {
        let time = try #require(Timestamp("2023-01-12T13:46:40Z"))
        let statement = try #require(
            try statement(
                result: .init(completion: true, score: .init(raw: 87, range: 0...100)), time: time,
                key: [.text("u1"), .time(time)]))
        let expected: JSONValue = [
            "id": "2f5cf04f-8619-5b38-b6cf-3f9a3fd5a6d2",
            "actor": ["objectType": "Agent", "account": ["homePage": "https://acme.konstant.ly", "name": "u1"]],
            "verb": ["id": "http://adlnet.gov/expapi/verbs/completed", "display": ["en": "completed"]],
            "object": [
                "objectType": "Activity", "id": "https://acme.konstant.ly/course/a%20b%2F%C3%BC",
                "definition": ["name": ["en": "Sales"], "type": "http://adlnet.gov/expapi/activities/course"],
            ],
            "result": [
                "score": ["scaled": .number(try #require(JSONNumber(0.87))), "raw": 87, "min": 0, "max": 100],
                "completion": true,
            ],
            "context": [
                "registration": .string(statement["context"]?["registration"]?.string ?? ""), "platform": "konstantly",
            ],
            "timestamp": "2023-01-12T13:46:40Z",
        ]
        #expect(statement.value == expected)
    }

    @Test func aTimeThatIsNoPartOfTheIdIsLeftOut() throws {
        #expect(try statement(time: .epoch)?["timestamp"] == nil)
        #expect(
            try statement(time: .epoch, key: [.text("a"), .time(.epoch)])?["timestamp"]?.string
                == "1970-01-01T00:00:00Z")
    }

    @Test func peopleAreNamedAsAskedFor() throws {
        #expect(try statement()?["actor"]?["account"]?["name"]?.string == "u1")
        #expect(try statement()?["actor"]?["name"] == nil)
        let mbox = try statement(format: Statements.format(.mbox))?["actor"]
        #expect(mbox?["mbox"]?.string == "mailto:ada@example.com")
        #expect(mbox?["account"] == nil)
        // printf mailto:ada@example.com | sha1sum
        let hashed = try statement(format: Statements.format(.mboxSHA1))?["actor"]
        #expect(hashed?["mbox_sha1sum"]?.string == "72ac10875be5a7770a4f31058ea797edb8e55020")
        for address in [
            nil, "", "student-email", "a@b", "a b@example.com", "a@example.com?subject=x", "@example.com",
            "a#b@example.com",
        ] {
            let learner = Action.Learner(id: "u1", email: address)
            let actor = try statement(learner: learner, format: Statements.format(.mbox))?["actor"]
            #expect(actor?["account"]?["name"]?.string == "u1", "\(address ?? "")")
            // A hash is of an address whatever it looks like.
            let hashed = try statement(learner: learner, format: Statements.format(.mboxSHA1))?["actor"]
            #expect((hashed?["account"] != nil) == (address ?? "").isEmpty, "\(address ?? "")")
        }
    }

    /// An address stands in ids in lower case: two that differ in case alone are one id, and so one statement.
    @Test(arguments: StatementFormat.Actor.allCases)
    func anAddressIsOneInAnyCase(actor: StatementFormat.Actor) throws {
        for addresses in [
            ["Ann@X.example", "ann@x.EXAMPLE"], ["ÄNN@x.example", "änn@X.example"], ["STUDENT", "student"],
        ] {
            let statements = try addresses.map { address in
                try statement(learner: .init(id: "u1", email: address), format: Statements.format(actor))?.value
            }
            #expect(statements[0] == statements[1])
        }
    }

    @Test func whoeverIsNamedByTheAccountForWantOfAnAddressIsCounted() throws {
        func action(_ id: String, _ email: String?, _ kind: Action.Kind = .activityStarted) -> IdentifiedAction {
            IdentifiedAction(
                id: id, source: "https://knolyx.com",
                action: Action(
                    kind, learner: .init(id: "u", email: email),
                    object: .init(type: .course, id: "1", platformType: "course"), key: []),
                event: EventReference(platform: "knolyx", type: "COURSE_STARTED"), partitionKey: "u")
        }
        let actions = [
            action("1", "a@example.com"), action("2", "student"), action("3", nil),
            action("4", nil, .activityCompleted),
            action("5", nil, .activityCleaned),
        ]
        for (actor, expected) in [
            (.account, [:]), (.mbox, [.activityStarted: 2, .activityCompleted: 1]),
            (.mboxSHA1, [.activityStarted: 1, .activityCompleted: 1]),
        ] as [(StatementFormat.Actor, [Action.Kind: Int])] {
            for batchSize in [nil, 1] {
                var writer = ActionWriter(.xapi(Statements.format(actor)), batchSize: batchSize)
                let lines = (actions.flatMap { writer.write($0) } + writer.finish()).split(separator: 0x0A)
                #expect(lines.count == 4)
                #expect(writer.byAccount == expected)
                #expect(writer.omitted == [.activityCleaned: 1])
            }
        }
    }

    @Test(arguments: [
        "a..b@x.com", "a@b..c", "a@ex!ample.com", "a@-x.com", "a@x-.com", "a@*.com", ".a@x.com", "a@b@c.com",
    ])
    func whatIsNoAddressNamesNobody(address: String) throws {
        let learner = Action.Learner(id: "u1", email: address)
        let actor = try statement(learner: learner, format: Statements.format(.mbox))?["actor"]
        #expect(actor?["mbox"] == nil)
    }

    @Test func oneTimeIsOneText() throws {
        let times = try ["2023-01-12T13:46:40.50Z", "2023-01-12T13:46:40.5Z"].map { text in
            let time = try #require(Timestamp(text))
            return try statement(time: time, key: [.time(time)])?["timestamp"]?.string
        }
        #expect(times == ["2023-01-12T13:46:40.5Z", "2023-01-12T13:46:40.5Z"])
    }

    @Test func bordersAreExact() throws {
        let number = { (text: String) in try #require(try JSONDocument(parsing: Array(text.utf8)).root.number) }
        for text in ["100.00000000000000000001", "-1e-400", "1e400"] {
            let result = Action.Result(progress: try number(text), score: .init(raw: try number(text), range: 0...100))
            #expect(result.progress == nil)
            #expect(result.score?.scaled == nil)
        }
        let almost = try statement(result: .init(progress: try number("99.9999999999999999999")))
        #expect(
            almost?["result"]?["extensions"]?["https://w3id.org/xapi/cmi5/result/extensions/progress"]?.number == 99)
        #expect(Action.Result.isPercentage(try number("1e-400")))
        #expect(try statement(result: .init(progress: try number("1e-7")))?["result"]?.value != nil)
    }

    @Test func whatHasNoVerbOrNobodyHasNoStatement() throws {
        #expect(try statement(.coursePublished) == nil)
        #expect(try statement(.activityCleaned) == nil)
        #expect(try statement(account: nil) == nil)
        #expect(try statement(.paymentReceived) != nil)
        let usual = StatementFormat(hashes: .init(uuid: { _ in "" }, sha1: { _ in "" }))
        #expect(try statement(.paymentReceived, format: usual) == nil)
    }

    /// All objects without an id of their own would be one activity.
    @Test func whatHasNoIdIsNoActivity() throws {
        let lesson = Action.Object(
            type: .lesson, id: nil, slug: "x", platformType: "challenge",
            parent: .init(type: .course, id: "1", platformType: "track"))
        #expect(try statement(object: lesson) == nil)
        let orphan = Action.Object(
            type: .lesson, id: "2", platformType: "challenge",
            parent: .init(type: .course, id: nil, name: "Track", platformType: "track"))
        let context = try #require(try statement(object: orphan))["context"]
        #expect(context?["contextActivities"] == nil)
        #expect(context?["registration"] == nil)
    }

    @Test func whatAStoreShouldKnowOfIsLost() throws {
        func action(_ kind: Action.Kind, object id: String?, account: String?) -> IdentifiedAction {
            IdentifiedAction(
                id: "1", source: "https://knolyx.com",
                action: Action(kind, object: .init(type: .course, id: id, platformType: "course"), key: []),
                event: EventReference(platform: "knolyx", type: "X"), partitionKey: account)
        }
        #expect(!format.loses(action(.activityCompleted, object: "1", account: "u")))
        #expect(format.loses(action(.activityCompleted, object: nil, account: "u")))
        #expect(format.loses(action(.activityCompleted, object: "1", account: nil)))
        #expect(format.loses(action(.eventUnmapped, object: "1", account: "u")))
        #expect(!format.loses(action(.activityCleaned, object: nil, account: nil)))
        let usual = StatementFormat(hashes: .init(uuid: { _ in "" }, sha1: { _ in "" }))
        #expect(!usual.loses(action(.paymentReceived, object: nil, account: "u")))
    }

    @Test func whatHasNoNameGoesByItsSlug() throws {
        let parent = Action.Object(type: .course, id: "1", slug: "getting-started", platformType: "track")
        let object = Action.Object(
            type: .lesson, id: "2", slug: "first-steps", platformType: "challenge", parent: parent)
        let statement = try #require(try statement(object: object))
        func name(_ activity: JSONNode?) -> String? { activity?["definition"]?["name"]?["en"]?.string }
        #expect(name(statement["object"]) == "first-steps")
        let parents = statement["context"]?["contextActivities"]?["parent"]?.elements.map { $0 } ?? []
        #expect(parents.map(name) == ["getting-started"])
        let named = Action.Object(type: .course, id: "1", name: "Named", slug: "slug", platformType: "track")
        #expect(name(try self.statement(object: named)?["object"]) == "Named")
    }

    @Test func aRegistrationIsOneForALearnerAndACourse() throws {
        func registration(_ object: Action.Object, _ account: String = "u1") throws -> String? {
            try statement(object: object, account: account)?["context"]?["registration"]?.string
        }
        let course = Action.Object(type: .course, id: "1", platformType: "track")
        let lesson = Action.Object(type: .lesson, id: "2", platformType: "challenge", parent: course)
        let one = try registration(course)
        #expect(one != nil)
        #expect(try registration(lesson) == one)
        #expect(try registration(course, "u2") != one)
        #expect(try registration(.init(type: .course, id: "2", platformType: "track")) != one)
        #expect(try registration(.init(type: .group, id: "1", platformType: "group")) == nil)
    }

    @Test func aParentIsAContextActivity() throws {
        let object = Action.Object(
            type: .lesson, id: "2", platformType: "challenge",
            parent: .init(type: .course, id: "1", name: "Track", platformType: "track"))
        let statement = try #require(try statement(object: object))
        #expect(statement["object"]?["id"]?.string == "https://acme.konstant.ly/lesson/2")
        let parents = statement["context"]?["contextActivities"]?["parent"]?.elements.map { $0 } ?? []
        #expect(parents.map { $0["id"]?.string } == ["https://acme.konstant.ly/course/1"])
    }

    @Test(arguments: [
        (
            Action.Result(progress: JSONNumber(99.9)),
            #"{"extensions":{"https://w3id.org/xapi/cmi5/result/extensions/progress":99}}"#
        ),
        (.init(score: .init(raw: 120, range: 0...100)), #"{"score":{"raw":120}}"#),
        (.init(score: .init(raw: 4)), #"{"score":{"raw":4}}"#),
        (.init(success: false, response: "no"), #"{"success":false,"response":"no"}"#),
    ])
    func resultsAreWithinWhatAStoreTakes(result: Action.Result, expected: String) throws {
        #expect(
            try statement(result: result)?["result"]?.value == JSONDocument(parsing: Array(expected.utf8)).root.value)
    }

    /// The validator is no witness unless it finds what is wrong.
    @Test(arguments: [
        ("id", #""1""#), ("id", "null"), ("actor", "{}"), ("actor", #"{"mbox":"a@example.com"}"#),
        ("actor", #"{"mbox":"mailto:a@example.com","openid":"http://a"}"#), ("actor", #"{"account":{"name":"a"}}"#),
        ("actor", #"{"account":{"homePage":"nowhere","name":"a"}}"#), ("actor", #"{"mbox_sha1sum":"12"}"#),
        ("actor", #"{"account":{"homePage":"http://a","name":""}}"#), ("verb", #"{"id":"completed"}"#),
        ("verb", #"{"id":"http://a/b","display":"done"}"#), ("verb", #"{"id":"http://a/b","display":{"e n":"done"}}"#),
        ("object", #"{"id":"http://a/b c"}"#), ("object", #"{"id":"http://a/%zz"}"#), ("object", "{}"),
        ("object", #"{"id":"http://a/b","definition":{"name":"x"}}"#), ("object", #"{"id":"http://a/b","extra":1}"#),
        ("result", #"{"completion":"true"}"#), ("result", #"{"score":{"scaled":1.5}}"#),
        ("result", #"{"score":{"raw":"5"}}"#), ("result", #"{"score":{"raw":5,"min":6}}"#),
        ("result", #"{"score":{"raw":5,"min":0,"max":4}}"#), ("result", #"{"extensions":{"progress":1}}"#),
        ("context", #"{"registration":"x"}"#), ("context", #"{"contextActivities":{"parents":[]}}"#),
        ("context", #"{"contextActivities":{"parent":[{}]}}"#), ("timestamp", #""2023-01-12""#),
        ("timestamp", #""2023-01-12T13:46:40-00:00""#), ("unknown", "1"),
    ])
    func theValidatorRefusesWhatAStoreMust(member: String, value: String) throws {
        let good = try #require(try statement()).value
        guard case .object(let members) = good else { return }
        let wrong = try JSONDocument(parsing: Array(value.utf8)).root.value
        var writer = JSONWriter()
        writer.value(.object(members.filter { $0.key != member } + [.init(member, wrong)]))
        #expect(StatementValidator().problems(of: try JSONDocument(parsing: writer.bytes).root) != [])
    }

    @Test func arraysHoldEachStatementOnceAndNoIdTwice() throws {
        func action(_ id: String, name: String = "Sales", kind: Action.Kind = .activityStarted) -> IdentifiedAction {
            IdentifiedAction(
                id: id, source: "https://knolyx.com",
                action: Action(
                    kind, learner: .init(id: "u"),
                    object: .init(type: .course, id: "1", name: name, platformType: "course"), key: [.text(id)]),
                event: EventReference(platform: "knolyx", type: "COURSE_STARTED"), partitionKey: "u")
        }
        var writer = ActionWriter(.xapi(format), batchSize: 3)
        let actions = [
            action("1"), action("2"), action("1"), action("0", kind: .activityCleaned), action("3"), action("4"),
            action("4", name: "Renamed"), action("5"),
        ]
        var output = actions.flatMap { writer.write($0) }
        output += writer.finish()
        output += writer.finish()
        let arrays = try output.split(separator: UInt8(ascii: "\n")).map { line in
            try JSONDocument(parsing: Array(line)).root.elements.map { $0["id"]?.string }
        }
        #expect(arrays == [["1", "2", "3"], ["4"], ["4", "5"]])
        #expect(writer.omitted == [.activityCleaned: 1])
    }

    /// The samples are what a store is tried with: none may contradict another.
    @Test func noTwoSamplesDifferUnderOneId() throws {
        var seen: [String: [UInt8]] = [:]
        for sample in Sample.all {
            let receiver = Receiver(target: try Target(sample.platform, in: catalog))
            for action in receiver.receive(try sample.document.root).actions {
                guard let statement = format.statement(of: action) else { continue }
                #expect(seen[action.id] == nil || seen[action.id] == statement, "\(sample)")
                seen[action.id] = statement
            }
        }
        #expect(seen.count > 40)
    }
}
