import Catalog
import LearnHooks
import Receiving
import Support
import Testing

struct ReceiverTests {
    private func receive(_ text: String, _ function: String? = nil) throws -> Receipt {
        Receiver(target: try Target(function, in: catalog)).receive(trusted: Array(text.utf8))
    }

    private func refusal(_ text: String, _ function: String? = nil) throws -> String? {
        guard case .refused(let refusal) = try receive(text, function) else { return nil }
        return refusal.description
    }

    private let ping = #"{"id":"1","type":"PING","data":{"message":"PING"}}"#

    @Test(arguments: [nil, "knolyx", "knolyx/PING"]) func findsTheHandler(function: String?) throws {
        guard case .handled(let actions, let problems) = try receive(ping, function) else {
            Issue.record("not handled")
            return
        }
        #expect(actions.map(\.action.kind) == [.webhookPinged])
        #expect(actions[0].event == EventReference(platform: "knolyx", type: "PING", id: "1"))
        #expect(problems.isEmpty)
    }

    @Test func passesOverTheTypesOfOtherFunctions() throws {
        guard case .passedOver(let event) = try receive(ping, "knolyx/COURSE_STARTED") else {
            Issue.record("not passed over")
            return
        }
        #expect(event.type == "PING")
        // One delivery goes to many functions, and must not be unmapped by each.
        guard case .passedOver = try receive(#"{"type":"UNKNOWN"}"#, "knolyx/COURSE_STARTED") else {
            Issue.record("not passed over")
            return
        }
    }

    @Test func keepsUnknownTypesOfAKnownPlatform() throws {
        let text = #"{"id":"9","type":"COURSE_DELETED","data":{"course":null,"n":1.50}}"#
        guard case .unmapped(let action, _) = try receive(text, "knolyx") else {
            Issue.record("not unmapped")
            return
        }
        #expect(action.action.kind == .eventUnmapped)
        #expect(action.action.payload == (try JSONDocument(parsing: Array(text.utf8)).root.value))
        #expect(action.event == EventReference(platform: "knolyx", type: "COURSE_DELETED", id: "9"))
    }

    @Test func anUnknownTypeOfNoPlatformIsAnError() throws {
        #expect(
            try refusal(#"{"type":"COURSE_DELETED"}"#)
                == "type: expected an event type of a known platform, found another string; name the platform to keep it as unmapped"
        )
    }

    @Test(arguments: [
        ("[]", "expected an object, found an array"), ("{}", "type: expected a string, found nothing"),
        (#"{"type":null}"#, "type: expected a string, found null"),
        (#"{"type":5}"#, "type: expected a string, found a number"),
        ("{", "expected a key in double quotes or '}', found the end of the text"),
    ])
    func refusesWhatIsNoEvent(text: String, message: String) throws {
        #expect(try refusal(text) == message)
    }

    @Test func namesTheEventThatItRefuses() throws {
        let text = #"{"occuredAt":1,"type":"Course/Finished","body":{"course":{"id":"x"},"user":{"id":"u"}}}"#
        #expect(
            try refusal(text) == "konstantly Course/Finished: body.course.id: expected an integer, found a string")
    }

    @Test func aBadRowSpoilsItselfAlone() throws {
        let text = """
            {"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[
              {"email":"a@example.com","status":{"state":"Complete"}},
              {"email":"b@example.com","status":{"state":"Paused"}},
              "row"]}}
            """
        guard case .handled(let actions, let problems) = try receive(text) else {
            Issue.record("not handled")
            return
        }
        #expect(
            actions.map(\.action.kind) == [.enrolmentCreated, .activityCompleted, .eventUnmapped, .eventUnmapped])
        #expect(actions[3].action.payload == "row")
        #expect(
            problems.map(\.description) == [
                #"data.enrolments[1].status.state: expected "In Progress" or "Complete", found another string"#,
                "data.enrolments[2]: expected an object, found a string",
            ])
        #expect(problems.map(\.location?.line) == [3, 4])
    }

    @Test func aBadRowWithinARowIsNamedByItsWholePath() throws {
        let text = """
            {"type":"rewards","data":{"pathway":{"ID":"P"},"rewards":[{"ID":"R","vouchers":[
              {"guid":"g","state":"expired"},
              {"guid":"h","state":"lost"}]}, {"ID":"S","vouchers":5}, {"ID":"T","vouchers":null}, {"ID":"U"}]}}
            """
        guard case .handled(let actions, let problems) = try receive(text) else {
            Issue.record("not handled")
            return
        }
        #expect(actions.map(\.action.kind) == [.rewardExpired, .eventUnmapped, .eventUnmapped])
        #expect(
            problems.map(\.path.description) == ["data.rewards[0].vouchers[1].state", "data.rewards[1].vouchers"])
        #expect(problems.map(\.location?.line) == [3, 3])
    }

    @Test func aBadEnvelopeRefusesTheList() throws {
        #expect(
            try refusal(#"{"type":"enrolments","data":{"pathway":{"name":"n"},"enrolments":[]}}"#)
                == "falkor enrolments: data.pathway.ID: expected a string, found nothing")
        #expect(
            try refusal(#"{"type":"events","data":{"pathway":{"ID":"P"},"events":{}}}"#)
                == "falkor events: data.events: expected an array, found an object")
    }

    @Test func noTwoPlatformsShareAType() {
        let types = catalog.flatMap { $0.handlers.map(\.eventType) }
        #expect(Set(types).count == types.count)
    }
}
