import Catalog
import LearnHooks
import Receiving
import Support
import Testing

struct IdentityTests {
    private func actions(
        _ text: String, _ function: String? = nil, sources: [String: String] = [:]
    ) throws -> [IdentifiedAction] {
        let receiver = Receiver(target: try Target(function, in: catalog), sources: sources)
        return receiver.receive(trusted: Array(text.utf8)).actions
    }

    /// The vectors of the contract.
    @Test func theVectorsHold() throws {
        let finished = try actions(
            """
            {"occuredAt":1673531200,"type":"Course/Finished",
             "body":{"course":{"id":123},"user":{"id":"user123"},"resultValue":87}}
            """, sources: ["konstantly": "https://acme.konstant.ly"])
        #expect(finished.map(\.id) == ["2f5cf04f-8619-5b38-b6cf-3f9a3fd5a6d2"])
        let started = try actions(
            """
            {"type":"track.challenge_started","track_id":"t","participant_id":"p",
             "timestamp":"2021-07-29T16:14:57.31297754Z"}
            """)
        #expect(started.map(\.id) == ["a0eaecb1-5fd6-5670-9990-7b452f48622b"])
    }

    @Test func timesCountByTheirInstant() throws {
        func id(_ time: String) throws -> String? {
            try actions(
                #"{"type":"track.started","track_id":"t","participant_id":"p","timestamp":"\#(time)"}"#
            ).first?.id
        }
        #expect(try id("2021-07-29T16:14:57.500Z") == id("2021-07-29T18:14:57.5+02:00"))
        #expect(try id("2021-07-29T16:14:57.500Z") != id("2021-07-29T16:14:57.501Z"))
    }

    @Test func numbersCountByTheirValue() throws {
        func id(_ progress: String) throws -> String? {
            try actions(
                """
                {"occuredAt":1,"type":"Course/Progress",
                 "body":{"course":{"id":1},"user":{"id":"u"},"progressValue":\(progress)}}
                """
            ).first?.id
        }
        #expect(try id("40") == id("40.0"))
        #expect(try id("40") == id("4e1"))
        #expect(try id("40") != id("41"))
    }

    @Test func anotherSourceIsAnotherAction() throws {
        let text = #"{"id":"1","type":"PING","data":{}}"#
        let first = try actions(text)
        let second = try actions(text, sources: ["knolyx": "https://acme.knolyx.com"])
        #expect(first.first?.source == "https://knolyx.com")
        #expect(second.first?.source == "https://acme.knolyx.com")
        #expect(first.first?.id != second.first?.id)
    }

    /// Where no field of a key is there, the digest of the event stands for the key: by content, not by its form.
    @Test func aKeyOfWhichNothingIsThereIsReplacedByTheEventsDigest() throws {
        func id(_ rest: String) throws -> String? {
            try actions(#"{"type":"review.updated","track_id":"t",\#(rest)}"#).first?.id
        }
        #expect(try id(#""x":4,"user_id":"u""#) == id(#"  "user_id" : "u", "x":4.0 "#))
        #expect(try id(#""user_id":"u""#) != id(#""user_id":"v""#))
    }

    /// One that is absent, or cannot be read, stands as null: what is outside the key does not count then, either.
    @Test func anAbsentFieldIsNullAmongOthers() throws {
        func id(_ rest: String) throws -> String? {
            try actions(#"{"type":"review.updated","review_id":"r","track_id":"t",\#(rest)}"#).first?.id
        }
        let id4 = try id(#""score":4"#)
        #expect(try id(#""score":4,"user_id":"u""#) == id4)
        for content in ["null", #""""#, "5", "[]"] { #expect(try id(#""score":4,"content":\#(content)"#) == id4) }
        #expect(try id(#""score":4,"content":"c""#) != id4)
        #expect(try id(#""content":"c""#) != id(#""score":4,"content":"c""#))
        // printf '["https://play.instruqt.com","instruqt","review.updated","course","t","r","4",null]', RFC 9562's UUIDv5
        #expect(id4 == "086959cf-898c-5c20-9f47-a346503e6636")
    }

    /// Whoever sends it, one address is one learner.
    @Test func anAddressCountsInWhicheverCaseItIsWritten() throws {
        func enrolment(_ email: String) throws -> [IdentifiedAction] {
            try actions(
                """
                {"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[{"email":"\(email)",
                 "status":{"state":"Complete","version":"1","joined":"2020-10-07T12:00:06Z"}}]}}
                """)
        }
        let (lower, upper) = (try enrolment("ann@x.example"), try enrolment("Ann@X.example"))
        #expect(lower.map(\.id) == upper.map(\.id))
        #expect(lower.map(\.partitionKey) == upper.map(\.partitionKey))
        #expect(Set(lower.map(\.id)).count == 2)
    }

    /// What says the same in another form has the same id.
    @Test(arguments: [
        (
            #"{"email":"a@x.example","status":{"state":"Complete","version":"2","joined":"2020-10-07T10:00:06Z"}}"#,
            #"{"email":"a@x.example","status":{"state":"Complete","version":2,"joined":"2020-10-07T12:00:06+0200"}}"#
        ),
        (
            #"{"email":"a@x.example","status":{"state":"In Progress","progress":100,"timestamp":"2020-10-07T10:00:06Z"}}"#,
            #"{"email":"a@x.example","status":{"state":"In Progress","progress":"100","joined":"","timestamp":"2020-10-07T10:00:06Z"}}"#
        ),
    ])
    func aRowInAnotherFormHasTheSameIds(row: String, other: String) throws {
        func ids(_ rows: String) throws -> [String] {
            try actions(#"{"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":\#(rows)}}"#).map(\.id)
        }
        let ids = (one: try ids("[\(row)]"), other: try ids("[\(other)]"), gaps: try ids(#"{"3":\#(row)}"#))
        #expect(ids.one.count == 2)
        #expect(ids.other == ids.one)
        #expect(ids.gaps == ids.one)
    }

    @Test func inAListTheDigestIsThatOfTheRow() throws {
        func ids(_ rows: String) throws -> [String] {
            try actions(
                #"{"type":"events","data":{"pathway":{"ID":"P"},"events":[{"ID":"E","attendees":[\#(rows)]}]}}"#
            ).map(\.id)
        }
        let row = #"{"state":"booked","email":"a@example.com"}"#
        let other = #"{"state":"booked","email":"b@example.com"}"#
        #expect(try ids("\(other),\(row)").last == ids(row).first)
        #expect(try ids("\(other),\(row)").first != ids(row).first)
    }

    /// Two vouchers without an id are two, also if the platform sends "" for an unknown id.
    @Test func anEmptyFieldIsAbsent() throws {
        func voucher(_ email: String) -> String { #"{"guid":"","state":"pending","email":"\#(email)"}"# }
        let vouchers = [voucher("a@example.com"), voucher("b@example.com")].joined(separator: ",")
        let ids = try actions(
            #"{"type":"rewards","data":{"pathway":{"ID":"P"},"rewards":[{"ID":"R","vouchers":[\#(vouchers)]}]}}"#
        ).map(\.id)
        #expect(Set(ids).count == 2)
    }

    @Test func aListSentAgainWithOneMoreRowRepeatsItsIds() throws {
        let sample = try #require(Sample.all.first { $0.path == "events/falkor/enrolments.json" })
        let text = String(decoding: sample.bytes, as: UTF8.self)
        let before = try actions(text).map(\.id)
        let longer = text.replacing(
            "\"enrolments\": [",
            with:
                #""enrolments": [{"email":"new@example.com","status":{"state":"Complete","version":"1","joined":"2020-10-11T12:00:06+02:00"}},"#
        )
        let after = try actions(longer).map(\.id)
        #expect(after.count == before.count + 2)
        #expect(Array(after.suffix(before.count)) == before)
    }

    @Test func theAccountIsTheIdOrTheHashOfTheAddress() throws {
        func account(_ user: String) throws -> String? {
            try actions(#"{"id":"1","type":"COURSE_STARTED","data":{"user":\#(user),"course":{"id":1}}}"#)
                .first?.partitionKey
        }
        #expect(try account(#"{"id":7,"email":"a@b.c"}"#) == "7")
        // printf a@b.c | sha256sum
        let hash = "d648b243a3e817eaa3309e00e183483f2867baadf522099f0c2121770536b25a"
        let upper = try account(#"{"email":"A@B.C"}"#)
        #expect(try account(#"{"email":"a@b.c"}"#) == upper)
        #expect(upper == hash)
        #expect(try account(#"{"name":"only a name"}"#) == nil)
        #expect(try account("null") == nil)
    }

    @Test func unmappedEventsAreKnownByTheirIdOrDigest() throws {
        func id(_ text: String) throws -> String? { try actions(text, "knolyx").first?.id }
        #expect(try id(#"{"id":"1","type":"NEW","data":1}"#) == id(#"{"id":"1","type":"NEW","data":2}"#))
        #expect(try id(#"{"type":"NEW","data":1}"#) != id(#"{"type":"NEW","data":2}"#))
        #expect(try id(#"{"type":"NEW","data":1}"#) == id(#"{"data":1.0,"type":"NEW"}"#))
        #expect(try id(#"{"id":7,"type":"NEW"}"#) == id(#"{"id":"7","type":"NEW"}"#))
    }
}
