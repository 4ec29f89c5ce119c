import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// An action that was kept as a CloudEvent is read back: whatever is written of it is the same again.
@Suite struct ReadingTests {
    @Test(arguments: Sample.all)
    func everyActionOfEverySampleIsReadBack(sample: Sample) throws {
        let target = try Target(sample.platform, in: catalog)
        let formats =
            [ActionFormat.cloudevents, .text] + StatementFormat.Actor.allCases.map { .xapi(Statements.format($0)) }
        let actions = Receiver(target: target).receive(try sample.document.root).actions
        for action in actions {
            let again = try IdentifiedAction(event: action.kept)
            for format in formats { #expect(format.text(of: again) == format.text(of: action)) }
            #expect(again.partitionKey == action.partitionKey)
        }
    }

    /// A word that a platform's folder brings keeps its type of activity, as an object and as a parent.
    @Test(arguments: [false, true]) func aPlatformsOwnWordComesBackWhole(isParent: Bool) throws {
        let seat = Action.Object(type: .seat, id: "A1", platformType: "seat")
        let object = isParent ? Action.Object(type: .lesson, id: "1", platformType: "lesson", parent: seat) : seat
        let action = IdentifiedAction(
            id: "i", source: "https://unusual.example",
            action: Action(.activityCompleted, learner: .init(id: "7"), object: object, key: []),
            event: EventReference(platform: "unusual", type: "seat.taken"), partitionKey: "7")
        let again = try IdentifiedAction(event: action.kept)
        #expect(again.action.object == object)
        let format = ActionFormat.xapi(Statements.format(.account))
        #expect(format.text(of: again) == format.text(of: action))
        let text = String(decoding: format.text(of: again) ?? [], as: UTF8.self)
        #expect(text.contains("https://unusual.example/seat"))
        #expect(ActionFormat.cloudevents.text(of: again) == ActionFormat.cloudevents.text(of: action))
    }

    @Test(arguments: ["", "{}", "[]", #"{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{}}"#])
    func whatIsNoActionIsRefused(text: String) {
        #expect(throws: (any Error).self) { try IdentifiedAction(event: Array(text.utf8)) }
    }
}
