import JSON
import Testing

struct JSONPathTests {
    @Test(
        arguments: [
            ([.key("data"), .key("rows"), .index(3), .key("status")], "data.rows[3].status"),
            ([.index(0)], "[0]"),
            ([.key("a-b_C9")], "a-b_C9"),
            ([.key("a"), .key("odd key"), .index(1)], "a[…][1]"),
            ([.key("")], "[…]"),
            ([.key("a\u{1B}[31m\nb")], "[…]"),
            ([.key("john@example.com"), .key("a")], "[…].a"),
            ([.key(String(repeating: "k", count: 65))], "[…]"),
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
