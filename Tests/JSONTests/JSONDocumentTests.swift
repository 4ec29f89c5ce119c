import JSON
import Testing

struct JSONDocumentTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1E+5", "1.25e-3", "\"\"", "\"a\"", "[]", "{}",
        " [ ] ", "\r\n\t{ }\n", #"{"a":1,"b":[true,null,"x"],"c":{"d":{}}}"#, #"["\"\\\/\b\f\n\r\t\u00e9"]"#,
        #""\ud83d\ude00""#, "\"\u{7F}\u{2028}é😀\"", "[1,2 , 3]", #"{"a":{"a":1},"A":2}"#,
        "123456789012345678901234567890",
        "{\"\u{E9}\":1,\"e\u{301}\":2}",  // composed and decomposed: two keys
    ])
    func acceptsWhatTheGrammarAllows(text: String) throws {
        _ = try JSONDocument(parsing: Array(text.utf8))
    }

    @Test(arguments: [
        ("", 0, "expected a value, found the end of the text"),
        ("  ", 0, "expected a value"),
        ("{", 1, "expected a key in double quotes or '}'"),
        ("[", 1, "expected a value or ']'"),
        ("[1", 2, "expected ',' or ']', found the end of the text"),
        ("[1,]", 3, "expected a value, found ']'"),
        (#"{"a":1,}"#, 7, "expected a key in double quotes, found '}'"),
        ("{a:1}", 1, "expected a key in double quotes or '}', found 'a'"),
        ("{'a':1}", 1, "expected a key in double quotes"),
        (#"{"a" 1}"#, 5, "expected ':', found '1'"),
        (#"{"a":}"#, 5, "expected a value, found '}'"),
        ("[1 2]", 3, "expected ',' or ']', found '2'"),
        ("[1}", 2, "expected ',' or ']', found '}'"),
        (#"{"a":1]"#, 6, "expected ',' or '}', found ']'"),
        ("nul", 3, "found the end of the text"),
        ("nulL", 0, "expected a value, found 'n'"),
        ("NaN", 0, "expected a value, found 'N'"),
        ("Infinity", 0, "expected a value, found 'I'"),
        ("-Infinity", 1, "expected a digit, found 'I'"),
        ("01", 0, "leading zero"),
        ("-01", 1, "leading zero"),
        ("+1", 0, "expected a value, found '+'"),
        ("1.", 2, "expected a digit, found the end of the text"),
        (".5", 0, "expected a value, found '.'"),
        ("1e", 2, "expected a digit"),
        ("1e+", 3, "expected a digit"),
        ("[1.2.3]", 4, "a number goes on with '.'"),
        ("[1-2]", 2, "a number goes on with '-'"),
        ("0x10", 1, "expected the end of the text, found 'x'"),
        ("1 2", 2, "expected the end of the text, found '2'"),
        ("{}{}", 2, "expected the end of the text"),
        ("[] x", 3, "expected the end of the text, found 'x'"),
        ("\u{FEFF}{}", 0, "byte order mark"),
        ("// c\n1", 0, "expected a value, found '/'"),
        ("\"a", 2, "no closing quote"),
        ("\"a\nb\"", 2, "byte 0x0A, unescaped"),
        ("\"\t\"", 1, "byte 0x09, unescaped"),
        (#""\x""#, 1, "unknown escape"),
        (#""\u12g4""#, 5, "four hexadecimal digits"),
        (#""\ud800""#, 1, "lone surrogate"),
        (#""\udc00""#, 1, "lone surrogate"),
        (#""\ud800\u0041""#, 1, "lone surrogate"),
        (#""\ud800x""#, 1, "lone surrogate"),
        (#"{"a":1,"a":2}"#, 7, "a key is repeated"),
        (#"{"a":1,"\u0061":2}"#, 7, "a key is repeated"),
        (#"{"a":{"b":1,"c":2,"b":3}}"#, 18, "a key is repeated"),
        (String(repeating: "[", count: 33), 32, "nested deeper than 32 levels"),
    ])
    func refusesTheRestAtItsByte(text: String, offset: Int, problem: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8)) }
        #expect(error.location?.offset == offset, "\(error)")
        #expect(error.problem.contains(problem), "\(error)")
    }

    @Test(arguments: [
        [0x22, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xC1, 0xBF, 0x22], [0x22, 0xE0, 0x9F, 0xBF, 0x22],
        [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF0, 0x8F, 0xBF, 0xBF, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
        [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22], [0x22, 0xFF, 0x22],
    ])
    func refusesWhatIsNotUTF8(bytes: [UInt8]) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: bytes) }
        #expect(error.location?.offset == 1)
        #expect(error.problem == "a string is not UTF-8")
    }

    @Test(arguments: ["{\"a\":1}".utf16.flatMap { [UInt8($0), 0] }, [0xFE, 0xFF, 0, 0x7B]] as [[UInt8]])
    func refusesUTF16(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONDocument(parsing: bytes) }
    }

    @Test func readsThirtyTwoLevels() throws {
        let text = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        _ = try JSONDocument(parsing: Array(text.utf8))
    }

    @Test func namesPathLineAndColumn() throws {
        let text = """
            {
              "data": {
                "rows": [1, {"state": tru}]
              }
            }
            """
        let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8)) }
        #expect(error.path.description == "data.rows[1].state")
        #expect(error.location == JSONLocation(offset: 40, line: 3, column: 27))
    }

    @Test func refusesTextsAboveALimit() {
        #expect(throws: JSONError.self) { try JSONDocument(parsing: Array("[1,2]".utf8), limit: 4) }
        #expect(throws: Never.self) { try JSONDocument(parsing: Array("[1,2]".utf8), limit: 5) }
    }

    @Test func resolvesEscapes() throws {
        let text = #"["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é"]"#
        let values = try JSONDocument(parsing: Array(text.utf8)).root.read([String].self)
        #expect(values == ["\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{1F600}é"])
    }
}
