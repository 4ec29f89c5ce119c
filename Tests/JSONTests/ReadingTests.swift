import JSON
import Testing

/// Values are read by types that say what they want: what must be there, and what may be missing.
struct ReadingTests {
    private func node(_ text: String) throws -> JSONNode { try JSONDocument(parsing: Array(text.utf8)).root }

    private func read<T: JSONReadable>(_ type: T.Type, _ text: String) throws -> T { try node(text).read() }

    private func error<T: JSONReadable>(_ type: T.Type, _ text: String) throws -> JSONError {
        try #require(throws: JSONError.self) { try read(type, text) }
    }

    struct Course: JSONReadable, Equatable {
        let id: Int64
        var name: String?
        var tags: [String]?

        init(id: Int64, name: String? = nil, tags: [String]? = nil) {
            (self.id, self.name, self.tags) = (id, name, tags)
        }

        init(json: JSONNode) throws(JSONError) {
            id = try json["id"]
            name = json["name"]
            tags = json["tags"]
        }
    }

    struct Event: JSONReadable, Equatable {
        let course: Course
        var score: Double?
        var isDraft: Bool?

        init(course: Course, score: Double? = nil) { (self.course, self.score) = (course, score) }

        init(json: JSONNode) throws(JSONError) {
            course = try json["course"]
            score = json["score"]
            isDraft = json["isDraft"]
        }
    }

    @Test func readsWhatFitsAndPassesOverTheRest() throws {
        let text = #"{"x":[{}],"course":{"id":9223372036854775807,"tags":["a","b"],"name":null},"score":1.5}"#
        #expect(try read(Event.self, text) == Event(course: Course(id: .max, tags: ["a", "b"]), score: 1.5))
    }

    @Test(arguments: [
        ("[]", "expected an object, found an array"),
        ("{}", "course: expected an object, found nothing"),
        (#"{"course":null}"#, "course: expected an object, found null"),
        (#"{"course":{}}"#, "course.id: expected an integer, found nothing"),
        (#"{"course":{"id":"x"}}"#, "course.id: expected an integer, found a string"),
        (#"{"course":{"id":""}}"#, "course.id: expected an integer, found a string"),
        (#"{"course":{"id":null}}"#, "course.id: expected an integer, found null"),
        (#"{"course":{"id":1.5}}"#, "course.id: expected an integer, found a number with a fraction"),
        (#"{"course":{"id":1e-7}}"#, "course.id: expected an integer, found a number with a fraction"),
        (#"{"course":{"id":"1.5"}}"#, "course.id: expected an integer, found a number with a fraction"),
        (
            #"{"course":{"id":9223372036854775808}}"#,
            "course.id: expected an integer of 64 bits, found a number past it"
        ),
        (#"{"course":{"id":1e30}}"#, "course.id: expected an integer of 64 bits, found a number past it"),
    ])
    func namesWhatMustBeThere(text: String, message: String) throws {
        #expect(try error(Event.self, text).description == message)
    }

    /// What cannot be read and need not be costs itself alone, and is noted.
    @Test(arguments: [
        (#"{"course":{"id":1,"name":5}}"#, ["course.name: expected a string, found a number"]),
        (#"{"course":{"id":1,"tags":{}}}"#, ["course.tags: expected an array, found an object"]),
        (#"{"course":{"id":1,"tags":["a",true]}}"#, ["course.tags[1]: expected a string, found a boolean"]),
        (#"{"course":{"id":1},"score":"x"}"#, ["score: expected a number, found a string"]),
        (#"{"course":{"id":1},"score":1e999}"#, ["score: expected a number that a double holds, found a larger one"]),
        (
            #"{"course":{"id":1,"name":[]},"isDraft":0}"#,
            ["course.name: expected a string, found an array", "isDraft: expected a boolean, found a number"]
        ),
        (#"{"course":{"id":1,"name":"","tags":null},"score":"","isDraft":null}"#, []),
        (#"{"course":{"id":"1","name":"n"},"score":"1.5"}"#, []),
    ])
    func notesWhatMayBeMissing(text: String, messages: [String]) throws {
        let node = try node(text)
        let event: Event = try node.read()
        #expect(event.course.id == 1)
        let fields = node.takeUnreadFields()
        #expect(fields.map(\.error.description) == messages)
        #expect(fields.allSatisfy { $0.error.location != nil && !$0.isOfRow })
        #expect(node.takeUnreadFields().isEmpty, "it is told once")
        #expect(event.isDraft == nil)
    }

    @Test func aFieldThatIsReadTwiceIsNotedOnce() throws {
        let node = try node(#"{"a":1,"b":2}"#)
        for key in ["a", "b", "a", "b"] { #expect((node[key] as String?) == nil) }
        #expect(node.takeUnreadFields().map(\.path.description) == ["a", "b"])
    }

    /// The values of a stream share a text, and must not share what is noted.
    @Test func whatIsNotedIsOfOneValueAlone() throws {
        var splitter = JSONSplitter(limit: 1 << 20)
        splitter.append(#"{"a":1} {"a":2} {"a":"x"}"#.utf8)
        var nodes: [JSONNode] = []
        for case .value(let document, _) in splitter.pieces(isLast: true) { nodes.append(document.root) }
        let texts = nodes.map { $0["a"] as String? }
        #expect(texts == [nil, nil, "x"])
        #expect(nodes[1].takeUnreadFields().map(\.sent.bytes) == [ArraySlice("2".utf8)])
    }

    struct Inward: JSONReadable {
        let first: Int
        let second: Int?

        init(json: JSONNode) throws(JSONError) {
            first = try json["a", "b", "c"]
            second = json["a", "x", "y"]
        }
    }

    @Test(arguments: [
        (#"{"a":{"b":{"c":1},"x":{"y":2}}}"#, 2), (#"{"a":{"b":{"c":1}}}"#, nil),
        (#"{"a":{"b":{"c":1},"x":null}}"#, nil),
    ])
    func severalKeysReachInside(text: String, second: Int?) throws {
        let read = try read(Inward.self, text)
        #expect(read.first == 1)
        #expect(read.second == second)
    }

    @Test(arguments: [
        ("{}", "a: expected an object, found nothing"), (#"{"a":{}}"#, "a.b: expected an object, found nothing"),
        (#"{"a":{"b":{}}}"#, "a.b.c: expected an integer, found nothing"),
        (#"{"a":{"b":5}}"#, "a.b: expected an object, found a number"),
    ])
    func severalKeysNameTheOneThatIsMissing(text: String, message: String) throws {
        #expect(try error(Inward.self, text).description == message)
    }

    @Test func whatMustFitIfItIsThere() throws {
        let node = try node(#"{"a":"5","n":null,"e":"","x":"x"}"#)
        #expect(try node.ifPresent("a") == 5)
        #expect(try node.ifPresent("n") as Int? == nil)
        #expect(try node.ifPresent("e") as Int? == nil)
        #expect(try node.ifPresent("nothing") as Int? == nil)
        let error = try #require(throws: JSONError.self) { try node.ifPresent("x") as Int? }
        #expect(error.description == "x: expected an integer, found a string")
    }

    @Test(arguments: ["1.0", "1e0", "10e-1", "0.1e1", #""1""#, #""1.0""#, #""1e0""#])
    func takesIntegersHoweverTheyAreWritten(text: String) throws {
        #expect(try read(Int.self, text) == 1)
        #expect(try read(JSONNumber.self, text) == 1)
    }

    @Test(arguments: [
        #"" 1""#, #""1 ""#, #""+1""#, #""01""#, #""0x1""#, #""1,5""#, #""\u0031""#, #""NaN""#, "true", "[1]",
    ])
    func takesNoOtherTextForANumber(text: String) throws {
        #expect(throws: JSONError.self) { try read(JSONNumber.self, text) }
        #expect(throws: JSONError.self) { try read(Int.self, text) }
        #expect(throws: JSONError.self) { try read(Double.self, text) }
    }

    @Test(arguments: [("2147483647", true), ("2147483648", false), ("-2147483649", false)])
    func keepsToTheRangeOfAType(text: String, isGood: Bool) {
        #expect(((try? read(Int32.self, text)) != nil) == isGood)
    }

    @Test func findsTheLineOfAFault() throws {
        let error = try error(Event.self, "{\n  \"course\": {\n    \"id\": \"x\"\n  }\n}")
        #expect(error.location == JSONLocation(offset: 26, line: 3, column: 11))
    }

    @Test func placesErrorsOfAPayloadsOwnCode() throws {
        struct Even: JSONReadable {
            init(json: JSONNode) throws(JSONError) {
                guard try Int(json: json).isMultiple(of: 2) else {
                    throw JSONError(expected: "an even number", advice: "add one")
                }
            }
        }
        let error = try error([Even].self, "[2,3]")
        #expect(error.description == "[1]: expected an even number, found another number; add one")
        #expect(error.location?.offset == 3)
    }

    @Test func findsKeysThatAreEscaped() throws {
        let node = try node(#"{"\u0061\n":1,"n\u0061me":"x"}"#)
        #expect(try node["a\n"] == 1)
        #expect((node["name"] as String?) == "x")
    }

    @Test(
        arguments: [(#""a_b""#, 1), (#""a\u005fb""#, 1), (#""a_""#, nil), (#""a_c""#, nil), ("7", nil)]
            as [(String, Int?)])
    func findsAStringAmongOthers(text: String, index: Int?) throws {
        #expect(try node(text).index(among: ["b_a", "a_b", "a_b", "7", "a_bc"]) == index)
    }

    /// A key is found by its length and its bytes: neither alone will do.
    @Test(arguments: ["", "a", "ab", "abc", "abcdefg", "abcdefgh", "abcdefghi", "é", "key that is longer than a word"])
    func findsAMemberByItsWholeKey(key: String) throws {
        let member = [#""\#(key)":1"#]
        let others = Set([key + "x", "x" + key, key.dropLast() + "~", "~" + key.dropFirst()]).map { #""\#($0)":0"# }
        for members in [member + others, others + member] {
            let node = try node("{\(members.joined(separator: ","))}")
            #expect(node[key]?.number == 1)
            #expect(node[key + "y"] == nil)
        }
    }
}
