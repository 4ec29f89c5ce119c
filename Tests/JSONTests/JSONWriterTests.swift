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
}
