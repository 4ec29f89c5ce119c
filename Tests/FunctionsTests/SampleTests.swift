import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// Every sample gives the actions that stand beside it.
struct SampleTests {
    private let receiver: Receiver

    init() throws {
        receiver = Receiver(target: try Target(nil, in: catalog))
    }

    private func lines(_ receipt: Receipt) -> String {
        String(decoding: receipt.actions.flatMap { ActionFormat.cloudevents.line($0) ?? [] }, as: UTF8.self)
    }

    @Test(arguments: Sample.all) func becomesItsExpectedActions(sample: Sample) throws {
        guard case .handled(_, let problems) = receiver.receive(trusted: sample.bytes) else {
            Issue.record("\(receiver.receive(trusted: sample.bytes))")
            return
        }
        #expect(problems.isEmpty)
        #expect(lines(receiver.receive(trusted: sample.bytes)) == sample.expected)
    }

    /// Invariant 1: white space and the order of members are form, not content.
    @Test(arguments: Sample.all) func dependsOnItsContentAlone(sample: Sample) throws {
        let value = try sample.document.root.value
        var compact = JSONWriter()
        compact.value(value)
        #expect(lines(receiver.receive(trusted: compact.bytes)) == sample.expected)

        #expect(lines(receiver.receive(trusted: spaced(compact.bytes))) == sample.expected)

        let ids = receiver.receive(trusted: value.canonicalForm).actions.map(\.id)
        #expect(ids == receiver.receive(trusted: sample.bytes).actions.map(\.id))
    }

    /// Puts white space wherever a compact text may have it.
    private func spaced(_ compact: [UInt8]) -> [UInt8] {
        var isInString = false
        var previous: UInt8 = 0
        return compact.flatMap { byte -> [UInt8] in
            if byte == UInt8(ascii: "\""), previous != UInt8(ascii: "\\") { isInString.toggle() }
            previous = byte
            let mayHaveSpace = !isInString && "{}[]:,".utf8.contains(byte)
            return mayHaveSpace ? Array("\n\t ".utf8) + [byte] + Array(" \r\n".utf8) : [byte]
        }
    }

    /// Invariant 7: what travels outside the body names nobody.
    @Test(arguments: Sample.all) func contextAttributesHoldNoPersonalData(sample: Sample) throws {
        for line in sample.expected.split(separator: "\n") {
            let root = try JSONDocument(parsing: Array(line.utf8)).root
            let learner = root["data"]?["learner"]
            for name in [learner?["name"]?.string, learner?["email"]?.string].compactMap(\.self) {
                for (key, value) in root.members where key != "data" {
                    #expect(value.string?.contains(name) != true, "\(key) names the learner")
                }
            }
        }
    }

    /// A platform's own word for a thing is said in its file, and so stands in the schema.
    @Test(arguments: Sample.all) func everyWordForAThingIsKnown(sample: Sample) throws {
        let platform = try #require(sample.sender)
        let known = Action.ObjectType.shared + platform.objectTypes
        for action in receiver.receive(trusted: sample.bytes).actions {
            for type in [action.action.object.type, action.action.object.parent?.type].compactMap(\.self) {
                #expect(
                    known.contains(type),
                    "functions/\(platform.title)/\(platform.title).swift: expected .\(type.name) among objectTypes")
            }
        }
    }

    /// Every handler's kinds are what its samples give, no more and no less.
    @Test(arguments: catalog.flatMap(\.functionNames)) func becomesTheKindsThatItDeclares(function: String) throws {
        let target = try Target(function, in: catalog)
        let handler = try #require(target.platform?.handlers.first { $0.eventType == target.eventType })
        let receiver = Receiver(target: target)
        let kinds = Sample.all.flatMap { receiver.receive(trusted: $0.bytes).actions.map(\.action.kind) }
        #expect(Set(kinds) == Set(handler.kinds))
    }
}
