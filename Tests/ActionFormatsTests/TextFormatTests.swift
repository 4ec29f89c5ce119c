import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Testing

struct TextFormatTests {
    private func text(_ event: String, _ function: String? = nil) throws -> String {
        Receiver(target: try Target(function, in: catalog)).receive(trusted: Array(event.utf8)).actions
            .map { String(decoding: ActionFormat.text.line($0) ?? [], as: UTF8.self) }.joined()
    }

    @Test(arguments: [
        (
            #"{"occuredAt":1673531200,"type":"Course/Finished","body":{"course":{"id":123,"name":"Sales Training"},"user":{"id":"u","name":"John Smith"},"resultValue":87}}"#,
            "2023-01-12T13:46:40Z      konstantly  activity.completed    John Smith            course \"Sales Training\" 123     completed, score 87 of 100\n"
        ),
        (
            #"{"id":"1","type":"PING","data":{}}"#,
            "-                         knolyx      webhook.pinged        -                     platform knolyx\n"
        ),
        (
            #"{"type":"review.updated","review_id":"r","track_id":"t","user_id":"u","score":4,"content":"Good.\nVery."}"#,
            "-                         instruqt    review.updated        u                     track t                         score 4, \"Good.\\nVery.\"\n"
        ),
    ])
    func writesOneLineAnAction(event: String, line: String) throws {
        #expect(try text(event) == line)
    }

    @Test func namesDoNothingToATerminal() throws {
        let line = try text(
            #"{"id":"1","type":"COURSE_STARTED","data":{"user":{"name":"\u001b[2J\r\u202eevil\nline"},"course":{"id":1,"name":"\u0007"}}}"#
        )
        #expect(line.unicodeScalars.filter { $0.value < 0x20 }.count == 1, "the newline at the end alone")
        #expect(line.contains(#"\u{1B}[2J\r\u{202E}evil\nline"#))
    }

    @Test func saysWhichTypeIsUnmapped() throws {
        #expect(
            try text(#"{"type":"NEW"}"#, "knolyx").contains(
                "event.unmapped        -                     platform knolyx                 NEW"))
    }
}
