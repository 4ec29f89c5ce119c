import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Support
import Testing

struct CloudEventsFormatTests {
    private func lines(_ text: String, sources: [String: String] = [:]) throws -> [String] {
        let receiver = Receiver(target: try Target(nil, in: catalog), sources: sources)
        return receiver.receive(trusted: Array(text.utf8)).actions
            .map { String(decoding: ActionFormat.cloudevents.line($0) ?? [], as: UTF8.self) }
    }

    /// The example of the contract, byte for byte.
    @Test func writesTheContractsExample() throws {
        let event = """
            {"occuredAt":1673531200,"type":"Course/Finished","body":{"resultValue":87.0,
             "course":{"id":123,"name":"Sales Training"},
             "user":{"email":"john@example.com","id":"user123","name":"John Smith"}}}
            """
        let expected = """
            {"specversion":"1.0","id":"2f5cf04f-8619-5b38-b6cf-3f9a3fd5a6d2","source":"https://acme.konstant.ly",\
            "type":"learnhooks.activity.completed","subject":"course/123","time":"2023-01-12T13:46:40Z",\
            "datacontenttype":"application/json","dataschema":"urn:learnhooks:action:1","partitionkey":"user123",\
            "data":{"kind":"activity.completed",\
            "learner":{"id":"user123","name":"John Smith","email":"john@example.com"},\
            "object":{"type":"course","id":"123","name":"Sales Training","platformType":"course"},\
            "result":{"completion":true,"score":{"raw":87,"min":0,"max":100,"scaled":0.87}},\
            "event":{"platform":"konstantly","type":"Course/Finished"}}}

            """
        #expect(try lines(event, sources: ["konstantly": "https://acme.konstant.ly"]) == [expected])
    }

    @Test func aScoreOutsideItsRangeKeepsTheNumber() throws {
        let line = try lines(
            #"{"occuredAt":1,"type":"Course/Finished","body":{"course":{"id":1},"user":{"id":"u"},"resultValue":101}}"#)
        #expect(line[0].contains(#""score":{"raw":101,"min":0,"max":100}"#))
    }

    @Test func aProgressOutsideItsRangeIsADetail() throws {
        let line = try lines(
            #"{"occuredAt":1,"type":"Course/Progress","body":{"course":{"id":1},"user":{"id":"u"},"progressValue":-1}}"#
        )
        #expect(line[0].contains(#""details":{"progressValue":-1}"#))
        #expect(!line[0].contains(#""result""#))
    }

    @Test func attributesHoldNoControlCharacters() throws {
        let line = try lines(
            #"{"type":"track.started","track_id":"a\n\u0080\uffffé","participant_id":"p","user_id":"u\t","timestamp":"2021-07-29T16:14:57Z"}"#
        )
        #expect(line[0].contains(#""subject":"course/a%0A%C2%80%EF%BF%BFé""#))
        #expect(line[0].contains(#""partitionkey":"u%09""#))
    }

    @Test func anObjectWithoutIdIsItsOwnSubject() throws {
        let line = try lines(
            #"{"type":"track.challenge_setup","track_id":"t","participant_id":"p","timestamp":"2021-07-29T16:14:57Z"}"#)
        #expect(line[0].contains(#""subject":"lesson""#))
        #expect(line[0].contains(#""object":{"type":"lesson","platformType":"challenge","parent":"#))
    }

    /// An action is written without the event that it is; both say the same.
    @Test(arguments: Sample.all) func anActionReadsAsItsEventDoes(sample: Sample) throws {
        let receiver = Receiver(target: try Target(sample.platform, in: catalog))
        for action in receiver.receive(trusted: sample.bytes).actions {
            #expect(ActionFormat.cloudevents.text(of: action) == CloudEvent(action).json)
        }
    }
}
