import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// What an object's id does not need costs itself alone: the action is made, the field is handed on, the receipt names it.
@Suite struct UnreadFieldTests {
    private func receive(_ text: String) throws -> (actions: [Action], problems: [JSONError]) {
        let receipt = Receiver(target: try Target(nil, in: catalog)).receive(trusted: Array(text.utf8))
        guard case .handled(let actions, let problems) = receipt else { throw Refusal(.fault("\(receipt)")) }
        return (actions.map(\.action), problems)
    }

    private static func enrolment(_ status: String) -> String {
        #"{"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[{"email":"a@x.example","status":\#(status)}]}}"#
    }

    /// What says the same in another form is read, and nothing is said of it.
    @Test(arguments: [
        enrolment(#"{"state":"Complete","version":"2","joined":""}"#),
        enrolment(#"{"state":"Complete","version":2,"joined":"2020-10-07T12:00:06+0200"}"#),
        enrolment(#"{"state":"In Progress","progress":"100","timestamp":"2020-10-07T12:00:06+02:00"}"#),
        #"{"type":"enrolments","data":{"pathway":{"ID":101},"enrolments":{"0":{"status":{"state":"Complete"}},"2":{"status":{"state":"In Progress"}}}}}"#,
        #"{"type":"events","data":{"pathway":{"ID":"P"},"events":[{"ID":"E","attendees":null},{"ID":7,"attendees":[{"state":"booked"}]}]}}"#,
        #"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":""},{"ID":"S","vouchers":[{"state":"expired"}]}]}}"#,
        #"{"id":7,"type":"COURSE_STARTED","data":{"user":{"id":"7"},"course":{"id":"8"}}}"#,
        #"{"occuredAt":"1","type":"Course/Finished","body":{"course":{"id":"1"},"user":{"id":7},"resultValue":"87"}}"#,
        #"{"type":"track.started","track_id":5,"participant_id":6,"user_id":7,"timestamp":""}"#,
    ])
    func anotherFormIsReadInSilence(text: String) throws {
        let (actions, problems) = try receive(text)
        #expect(!actions.isEmpty)
        #expect(problems == [])
        #expect(!actions.contains { $0.kind == .eventUnmapped })
    }

    @Test(arguments: [
        (
            #"{"type":"enrolments","data":{"pathway":{"ID":"P","name":101},"enrolments":[{"status":{"state":"Complete"}}]}}"#,
            ["data.pathway.name: expected a string, found a number"],
            #"{"status":{"state":"Complete"},"pathway":{"name":101}}"#
        ),
        (
            enrolment(#"{"state":"Complete","joined":"yesterday","version":[1]}"#),
            [
                "data.enrolments[0].status.version: expected a string, found an array",
                "data.enrolments[0].status.joined: expected a time as in RFC 3339, such as 2020-10-09T14:59:06+02:00, found another string",
            ],
            #"{"status":{"state":"Complete","version":[1],"joined":"yesterday"}}"#
        ),
        (
            #"{"type":"events","data":{"pathway":{"ID":"P"},"events":[{"ID":"E","name":{},"start":"s","attendees":[{"state":"booked","firstname":1}]}]}}"#,
            [
                "data.events[0].attendees[0].firstname: expected a string, found a number",
                "data.events[0].name: expected a string, found an object",
            ],
            #"{"start":"s","firstname":1,"name":{}}"#
        ),
        (
            #"{"id":"1","type":"COURSE_STARTED","data":{"user":5,"course":{"id":8,"name":false}}}"#,
            [
                "data.user: expected an object, found a number",
                "data.course.name: expected a string, found a boolean",
            ],
            #"{"course":{"name":false},"user":5}"#
        ),
        (
            #"{"occuredAt":true,"type":"Course/Finished","body":{"course":{"id":1,"annotation":"a"},"user":{"id":[]},"resultValue":"good"}}"#,
            [
                "occuredAt: expected an integer, found a boolean", "body.user.id: expected a string, found an array",
                "body.resultValue: expected a number, found a string",
            ],
            #"{"course":{"annotation":"a"},"user":{"id":[]},"resultValue":"good","occuredAt":true}"#
        ),
        (
            #"{"type":"track.started","track_id":"t","track_slug":7,"participant_id":{},"mode":"m"}"#,
            ["track_slug: expected a string, found a number", "participant_id: expected a string, found an object"],
            #"{"participant_id":{},"mode":"m","track_slug":7}"#
        ),
    ])
    func whatCannotBeReadIsHandedOnAndNamed(text: String, problems: [String], details: String) throws {
        let (actions, found) = try receive(text)
        #expect(!actions.isEmpty)
        #expect(found.map(\.description).sorted() == problems.sorted())
        #expect(found.allSatisfy { $0.location != nil })
        var writer = JSONWriter()
        writer.value(try #require(actions.last?.details))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == details)
    }

    /// Each row has its own.
    @Test func aFieldOfARowIsNoOtherRows() throws {
        let rows = #"{"firstname":1,"status":{"state":"Complete"}},{"status":{"state":"Complete"}}"#
        let (actions, problems) = try receive(
            #"{"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[\#(rows)]}}"#)
        #expect(actions.map { $0.details?["firstname"] } == [1, 1, nil, nil])
        #expect(problems.count == 1)
    }
}
