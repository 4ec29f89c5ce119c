import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// What one event may make is bounded: a row says little, and repeats what the whole list says once.
struct ActionBytesTests {
    private func enrolments(_ name: String, rows: Int) -> [UInt8] {
        let row = #"{"email":"a@x.example","status":{"state":"Complete"}}"#
        let list = Array(repeating: row, count: rows).joined(separator: ",")
        return Array(
            #"{"type":"enrolments","data":{"pathway":{"ID":"P","name":"\#(name)"},"enrolments":[\#(list)]}}"#.utf8)
    }

    private func receipt(_ body: [UInt8], most: Int = Receiver.usualActionBytes) throws -> Receipt {
        Receiver(target: try Target(nil, in: catalog), mostActionBytes: most).receive(trusted: body)
    }

    @Test func aLongNameThatEveryRowRepeatsIsRefused() throws {
        // 400 kB in a megabyte make 2 GB.
        let body = enrolments(String(repeating: "n", count: 400_000), rows: 2_500)
        guard case .refused(let refusal) = try receipt(body) else {
            Issue.record("it was handled")
            return
        }
        #expect(
            refusal.description
                == "falkor enrolments: the event makes more than 16777216 bytes of actions; MAX_ACTION_BYTES sets the most"
        )
    }

    /// What is honest passes, however long: a thousand rows are a few megabytes.
    @Test(arguments: [1, 1_000, 4_000]) func aLongListIsHandled(rows: Int) throws {
        #expect(try receipt(enrolments("A pathway", rows: rows)).actions.count == 2 * rows)
    }

    /// Every text that a row's actions repeat counts: of the object, of its parent, of fields that could not be read.
    @Test(arguments: [
        #"{"type":"enrolments","data":{"pathway":{"ID":"@"},"enrolments":[#]}}"#,
        #"{"type":"enrolments","data":{"pathway":{"ID":"P","name":["@"]},"enrolments":[#]}}"#,
        #"{"type":"events","data":{"pathway":{"ID":"P","name":"@"},"events":[{"ID":"E","attendees":[#]}]}}"#,
        #"{"type":"events","data":{"events":[{"ID":"E","name":"@","attendees":[#]}]}}"#,
        #"{"type":"events","data":{"events":[{"ID":"E","venue":{"place":"@"},"attendees":[#]}]}}"#,
        #"{"type":"rewards","data":{"rewards":[{"ID":"@","vouchers":[#]}]}}"#,
    ])
    func everyTextThatIsRepeatedCounts(text: String) throws {
        let row = text.contains("enrolments") ? #"{"status":{"state":"Complete"}}"# : #"{"state":"booked"}"#
        let voucher = text.contains("vouchers") ? #"{"state":"pending"}"# : row
        func body(_ length: Int) -> [UInt8] {
            let rows = Array(repeating: voucher, count: 100).joined(separator: ",")
            return Array(
                text.replacing("@", with: String(repeating: "x", count: length)).replacing("#", with: rows).utf8)
        }
        let most = 1 << 20
        guard case .handled = try receipt(body(10), most: most) else { Issue.record("a short text"); return }
        guard case .refused = try receipt(body(10_000), most: most) else { Issue.record("a long text"); return }
    }
}
