import JSON
import Testing

struct JSONWriterTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    private func value(_ text: String) throws -> JSONValue { try JSONDocument(parsing: Array(text.utf8)).root.value }

    @Test func keepsTheOrderOfMembersAndLeavesOutWhatIsNil() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("z", "1")
            writer.member("none", nil as String?)
            writer.member("a", 2 as JSONNumber)
            writer.key("list")
            writer.array { writer in
                writer.boolean(true)
                writer.value(.null)
                writer.object { _ in }
                writer.number(3)
            }
        }
        #expect(text(writer.bytes) == #"{"z":"1","a":2,"list":[true,null,{},3]}"#)
    }

    @Test func escapesAsRFC8785() {
        var writer = JSONWriter()
        writer.string("\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\"\\/\u{7F}é\u{2028}😀")
        #expect(text(writer.bytes) == #""\u0000\b\t\n\u000b\f\r\u001f\"\\/"# + "\u{7F}é\u{2028}😀\"")
    }

    /// RFC 8785, sections 3.2.2 and 3.2.3.
    @Test(arguments: [
        (
            #"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
            // The first number stands by its exact value, where RFC 8785 rounds it to a double.
            #"{"literals":[null,true,false],"numbers":[333333333.33333329,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        ),
        (
            #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#,
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        ),
        (#"{"b":{"d":1.0,"c":[ ]},"a":1e2}"#, #"{"a":100,"b":{"c":[],"d":1}}"#),
    ])
    func canonicalFormSortsAndShortens(sent: String, canonical: String) throws {
        #expect(text(try value(sent).canonicalForm) == canonical)
    }

    @Test func whatIsReadIsWrittenAgain() throws {
        let sent = #"{"b":[1,-2.5,"x\n",null,{"c":true}],"a":{}}"#
        var writer = JSONWriter()
        writer.value(try value(sent))
        #expect(text(writer.bytes) == sent)
    }

    /// Strings are looked at eight bytes at a time: nothing may hide in the last ones, or behind others.
    @Test(arguments: ["\"", "\\", "\u{0}", "\u{1F}", " ", "\u{7F}", "é", "\u{20AC}", "😀"])
    func noByteOfAStringIsMissed(odd: String) throws {
        for length in 0...33 {
            for position in 0...length {
                let letters = Array(repeating: "x", count: length)
                let string = (letters[..<position] + [odd] + letters[position...]).joined()
                var writer = JSONWriter()
                writer.array { writer in
                    writer.string(string)
                    writer.object { writer in
                        writer.member("string", string)
                        writer.key(named: string)
                        writer.boolean(true)
                    }
                }
                let root = try JSONDocument(parsing: writer.bytes).root
                let elements = Array(root.elements)
                #expect(elements[0].string == string)
                #expect(elements[0].isString(string))
                #expect(!elements[0].isString(string + "x"))
                #expect(elements[1]["string"]?.string == string)
                #expect(elements[1][string]?.boolean == true)
            }
        }
    }

    /// The same from the reader's side: a byte that no string may hold is found wherever it stands.
    @Test(arguments: [[0x00], [0x1F], [0x0A], [0x80], [0xC3, 0x22], [0xED, 0xA0, 0x80], [0xFF]] as [[UInt8]])
    func noByteThatNoStringMayHoldIsPassed(bytes: [UInt8]) {
        for length in 0...33 {
            for position in 0...length {
                let quote = UInt8(ascii: "\"")
                let letters = Array(repeating: UInt8(ascii: "x"), count: length)
                let text = [quote] + letters[..<position] + bytes + letters[position...] + [quote]
                let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
                #expect(error?.location?.offset == position + 1)
            }
        }
    }

    @Test func aStringIsWrittenFromItsPartsAsFromOne() {
        let parts = [
            "", "x", "learnhooks.", "é\u{2028}", "\"", "\\\n\u{1}", "seventeen letters", "seventeen letters\t",
        ]
        for first in parts {
            for second in parts {
                for third in parts {
                    var (joined, whole) = (JSONWriter(), JSONWriter())
                    joined.object { writer in
                        writer.member("a", joining: first, second, third)
                        writer.member("b", joining: first, second)
                    }
                    whole.object { writer in
                        writer.member("a", first + second + third)
                        writer.member("b", first + second)
                    }
                    #expect(joined.bytes == whole.bytes)
                }
            }
        }
    }

    @Test func membersThatAreAlwaysTheSameStandAmongOthers() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.members(#""a":1,"b":{}"#)
            writer.member("c", "x")
            writer.members(#""d":null"#)
        }
        #expect(text(writer.bytes) == #"{"a":1,"b":{},"c":"x","d":null}"#)
        writer.removeAll()
        writer.boolean(true)
        #expect(text(writer.bytes) == "true")
    }
}
