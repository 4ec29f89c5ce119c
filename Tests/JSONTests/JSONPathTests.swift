import JSON
import Testing

struct JSONPathTests {
    @Test(
        arguments: [
            ([.key("data"), .key("rows"), .index(3), .key("status")], "data.rows[3].status"),
            ([.index(0)], "[0]"),
            ([.key("a"), .key("odd key")], #"a["odd key"]"#),
            ([.key("")], #"[""]"#),
            ([.key("a\u{1B}[31m\nb")], #"["a\u{1B}[31m\nb"]"#),
            ([.key("é")], #"["\u{00E9}"]"#),
            ([.key(String(repeating: "k", count: 65))], "[\"\(String(repeating: "k", count: 64))…\"]"),
        ] as [([JSONPath.Step], String)])
    func printsAsAPersonWritesIt(steps: [JSONPath.Step], text: String) {
        #expect(JSONPath(steps).description == text)
    }

    @Test func printableTextKeepsToItsLine() {
        #expect("a\u{1B}[2J\u{7}\n\u{202E}b".printable == #"a\u{1B}[2J\u{07}\n\u{202E}b"#)
        #expect(
            "Zoë \u{1F469}\u{200D}\u{1F467} می\u{200C}خواهم".printable
                == "Zoë \u{1F469}\u{200D}\u{1F467} می\u{200C}خواهم")
    }
}
