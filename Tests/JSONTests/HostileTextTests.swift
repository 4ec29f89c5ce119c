import JSON
import Testing

/// Texts that a naive reader takes long for, or dies of.
///
/// Each ends within seconds; what takes time by the square of its length would take days.
/// The limit is for such a one alone: an hour is far above what a busy machine takes.
@Suite(.timeLimit(.minutes(60))) struct HostileTextTests {
    private static let million = 1 << 20

    @Test func aMillionBracketsAreRefusedAtTheLimit() throws {
        let error = try #require(throws: JSONError.self) {
            try JSONDocument(parsing: Array(repeating: UInt8(ascii: "["), count: Self.million))
        }
        #expect(error.location?.offset == 32)
    }

    @Test func aKeyOfAMillionBytesIsReadAndItsErrorIsShort() throws {
        let key = String(repeating: "k", count: Self.million)
        let document = try JSONDocument(parsing: Array("{\"\(key)\":1}".utf8))
        #expect(document.root[key]?.number?.integer == 1)
        let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: Array("{\"\(key)\":x}".utf8)) }
        #expect(error.description.utf8.count < 200)
    }

    @Test func aHundredThousandKeysAreReadDecodedAndCompared() throws {
        let members = (0..<100_000).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
        let node = try JSONDocument(parsing: Array("{\(members)}".utf8)).root
        #expect(node.members.reduce(into: 0) { count, _ in count += 1 } == 100_000)
        let error = try #require(throws: JSONError.self) {
            try JSONDocument(parsing: Array("{\(members),\"key99999\":1}".utf8))
        }
        #expect(error.problem == "a key is repeated")
    }

    @Test func aMillionDigitsAreReadAndAreNoInteger() throws {
        let digits = String(repeating: "7", count: Self.million)
        let root = try JSONDocument(parsing: Array(digits.utf8)).root
        #expect(root.number?.text.utf8.count == Self.million)
        #expect(root.number?.shortest.hasSuffix("7e+1048575") == true)
        let error = try #require(throws: JSONError.self) { try root.read(Int64.self) }
        #expect(error.problem == "expected an integer of 64 bits, found a number past it")
    }

    @Test(arguments: ["1e999999999999999999999", "1e-999999999999999999999", "-1E+99999999999999999999"])
    func anExponentPastAllUseIsKept(text: String) throws {
        let number = try #require(try JSONDocument(parsing: Array(text.utf8)).root.number)
        #expect(number.shortest == text.lowercased())
        #expect(number.integer == nil)
        #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8)).root.read(Int.self) }
    }

    @Test func aListOfBadRowsCostsNoMoreThanItsLength() throws {
        struct Row: JSONReadable {
            let id: Int

            init(json: JSONNode) throws(JSONError) { id = try json["id"] }
        }
        func text(bad: Int) -> [UInt8] {
            let good = Array(repeating: #"{"id":1}"#, count: 100_000)
            return Array("[\((good + Array(repeating: "{}", count: bad)).joined(separator: ",\n"))]".utf8)
        }
        let rows = try JSONDocument(parsing: text(bad: 1_000)).root.read(JSONRows<Row>.self).rows
        guard case .failure(let error) = rows[100_999].element else {
            Issue.record("a row without an id was read")
            return
        }
        #expect(error.description == "[100999].id: expected an integer, found nothing")
        #expect(error.location?.line == 101_000)
        let tooMany = try #require(throws: JSONError.self) {
            try JSONDocument(parsing: text(bad: 1_001)).root.read(JSONRows<Row>.self)
        }
        #expect(tooMany.problem == "expected rows that can be read, found more than 1000 that cannot")
    }

    @Test func aStringThatComesByteByByteIsNotLookedAtAgain() throws {
        var splitter = JSONSplitter(limit: Self.million)
        var values = 0
        for byte in Array("{\"a\":\"\(String(repeating: "x", count: 200_000))\"}".utf8) {
            splitter.append(CollectionOfOne(byte))
            while splitter.next(isLast: false) != nil { values += 1 }
        }
        #expect(values == 1)
    }
}
