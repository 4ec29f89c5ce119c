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

    @Test(arguments: ["", "{}", "[]", #"{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{}}"#])
    func whatIsNoActionIsRefused(text: String) {
        #expect(throws: (any Error).self) { try IdentifiedAction(event: Array(text.utf8)) }
    }
}
