import JSON
import Testing

struct DecodingTests {
    private func decode<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
        try JSONDocument(parsing: Array(text.utf8)).root.decode(type)
    }

    private func error<T: Decodable>(_ type: T.Type, _ text: String) throws -> JSONError {
        try #require(throws: JSONError.self) { try decode(type, text) }
    }

    struct Course: Decodable, Equatable {
        let id: Int64
        let name: String?
        let tags: [String]?
    }
    struct Event: Decodable, Equatable {
        let course: Course
        let score: Double?
        let isDraft: Bool?
    }

    @Test func decodesWhatFitsAndPassesOverTheRest() throws {
        let text = #"{"x":[{}],"course":{"id":9223372036854775807,"tags":["a","b"],"name":null},"score":1.5}"#
        let expected = Event(
            course: Course(id: .max, name: nil, tags: ["a", "b"]), score: 1.5, isDraft: nil)
        #expect(try decode(Event.self, text) == expected)
    }

    @Test(arguments: [
        ("[]", "expected an object, found an array"),
        ("{}", "course: expected an object, found nothing"),
        (#"{"course":null}"#, "course: expected an object, found null"),
        (#"{"course":{}}"#, "course.id: expected an integer, found nothing"),
        (#"{"course":{"id":"7"}}"#, "course.id: expected an integer, found a string"),
        (#"{"course":{"id":null}}"#, "course.id: expected an integer, found null"),
        (#"{"course":{"id":1.5}}"#, "course.id: expected an integer, found a number with a fraction"),
        (#"{"course":{"id":1e-7}}"#, "course.id: expected an integer, found a number with a fraction"),
        (
            #"{"course":{"id":9223372036854775808}}"#,
            "course.id: expected an integer of 64 bits, found a number past it"
        ),
        (#"{"course":{"id":1e30}}"#, "course.id: expected an integer of 64 bits, found a number past it"),
        (#"{"course":{"id":1,"name":5}}"#, "course.name: expected a string, found a number"),
        (#"{"course":{"id":1,"tags":{}}}"#, "course.tags: expected an array, found an object"),
        (#"{"course":{"id":1,"tags":["a",true]}}"#, "course.tags[1]: expected a string, found a boolean"),
        (#"{"course":{"id":1},"score":"1"}"#, "score: expected a number, found a string"),
        (#"{"course":{"id":1},"score":1e999}"#, "score: expected a number that a double holds, found a larger one"),
        (#"{"course":{"id":1},"isDraft":0}"#, "isDraft: expected a boolean, found a number"),
    ])
    func namesWhatDidNotFit(text: String, message: String) throws {
        #expect(try error(Event.self, text).description == message)
    }

    @Test(arguments: ["1.0", "1e0", "10e-1", "0.1e1"])
    func takesIntegersHoweverTheyAreWritten(text: String) throws {
        #expect(try decode(Int.self, text) == 1)
    }

    @Test(arguments: [("255", true), ("256", false), ("-1", false)])
    func keepsToTheRangeOfAType(text: String, isGood: Bool) {
        #expect(((try? decode(UInt8.self, text)) != nil) == isGood)
    }

    @Test func findsTheLineOfAFault() throws {
        let error = try error(Event.self, "{\n  \"course\": {\n    \"id\": \"x\"\n  }\n}")
        #expect(error.location == JSONLocation(offset: 26, line: 3, column: 11))
    }

    enum Colour: String, Decodable { case red }

    @Test func neverRepeatsTheValueThatItFound() throws {
        struct Holder: Decodable { let colour: Colour }
        let error = try error(Holder.self, #"{"colour":"john@example.com"}"#)
        #expect(error.description == "colour: expected another value, found another string")
    }

    @Test func placesErrorsOfAPayloadsOwnCode() throws {
        struct Even: Decodable {
            init(from decoder: any Decoder) throws {
                let number = try decoder.singleValueContainer().decode(Int.self)
                guard number.isMultiple(of: 2) else { throw JSONError(expected: "an even number") }
            }
        }
        struct Holder: Decodable { let values: [Even] }
        let error = try error(Holder.self, #"{"values":[2,3]}"#)
        #expect(error.description == "values[1]: expected an even number, found another number")
        #expect(error.location?.offset == 13)
        let missing = try self.error([String: Even].self, "[]")
        #expect(missing.description == "expected an object, found an array")
    }

    @Test func findsKeysThatAreEscaped() throws {
        #expect(try decode([String: Int].self, #"{"\u0061\n":1}"#) == ["a\n": 1])
        struct Holder: Decodable { let name: String }
        #expect(try decode(Holder.self, #"{"n\u0061me":"x"}"#).name == "x")
    }

    @Test(
        arguments: [(#""a_b""#, 1), (#""a\u005fb""#, 1), (#""a_""#, nil), (#""a_c""#, nil), ("7", nil)]
            as [(String, Int?)])
    func findsAStringAmongOthers(text: String, index: Int?) throws {
        let node = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(node.index(among: ["b_a", "a_b", "a_b", "7", "a_bc"]) == index)
    }

    /// A key is found by its length and its bytes: neither alone will do.
    @Test(arguments: ["", "a", "ab", "abc", "abcdefg", "abcdefgh", "abcdefghi", "é", "key that is longer than a word"])
    func findsAMemberByItsWholeKey(key: String) throws {
        let member = [#""\#(key)":1"#]
        let others = Set([key + "x", "x" + key, key.dropLast() + "~", "~" + key.dropFirst()]).map { #""\#($0)":0"# }
        for members in [member + others, others + member] {
            let node = try JSONDocument(parsing: Array("{\(members.joined(separator: ","))}".utf8)).root
            #expect(node[key]?.number == 1)
            #expect(node[key + "y"] == nil)
        }
    }

    @Test func decodesThroughNestedContainers() throws {
        struct Flat: Decodable, Equatable {
            let first: Int
            let inner: String
            enum Outer: CodingKey { case list, object }
            enum Inner: CodingKey { case name }
            init(from decoder: any Decoder) throws {
                let outer = try decoder.container(keyedBy: Outer.self)
                var list = try outer.nestedUnkeyedContainer(forKey: .list)
                first = try list.decode(Int.self)
                inner = try outer.nestedContainer(keyedBy: Inner.self, forKey: .object).decode(
                    String.self, forKey: .name)
                #expect(try list.decodeNil())
                #expect(list.isAtEnd)
            }
        }
        #expect(try decode(Flat.self, #"{"list":[7,null],"object":{"name":"n"}}"#).first == 7)
        #expect(try error(Flat.self, #"{"list":[],"object":{}}"#).path.description == "list[0]")
        #expect(try error(Flat.self, #"{"list":[1,null]}"#).description == "object: expected an object, found nothing")
    }

    @Test func rowsKeepTheirErrorsToThemselves() throws {
        struct Inner: Decodable { let n: Int }
        struct Outer: Decodable { let inner: JSONRows<Inner> }
        let text = "{\"rows\":[{\"inner\":[{\"n\":1},\n{\"n\":\"x\"}]},\n{}]}"
        struct Holder: Decodable { let rows: JSONRows<Outer> }
        let rows = try decode(Holder.self, text).rows.rows
        guard case .success(let outer) = rows[0].element, case .failure(let inner) = outer.inner.rows[1].element,
            case .failure(let missing) = rows[1].element
        else {
            Issue.record("the wrong rows are bad")
            return
        }
        let placed = rows[0].placed(inner)
        #expect(placed.description == "rows[0].inner[1].n: expected an integer, found a string")
        #expect(placed.location == JSONLocation(offset: 33, line: 2, column: 6))
        #expect(missing.description == "rows[1].inner: expected an array, found nothing")
        #expect(missing.location?.line == 3)
    }
}
