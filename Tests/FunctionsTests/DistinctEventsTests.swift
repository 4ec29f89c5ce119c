import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// Different events have different ids: another fact is another event, but for those of which a person has said why not.
@Suite struct DistinctEventsTests {
    /// Facts of an event that its id need not hold.
    private static let reasons = Reason.all(under: "What is no part of an id")

    private let receiver: Receiver

    init() throws {
        receiver = Receiver(target: try Target(nil, in: catalog))
    }

    private func ids(_ value: JSONValue, _ platform: String) -> Set<String> {
        var writer = JSONWriter()
        writer.value(value)
        let receipt = receiver.receive(trusted: writer.bytes, from: catalog.first { $0.name == platform })
        return Set(receipt.actions.map(\.id))
    }

    @Test(arguments: Sample.all) func anotherFactIsAnotherEvent(sample: Sample) throws {
        let root = try sample.document.root.value
        let function = try sample.function
        let before = ids(root, sample.platform)
        for path in root.paths {
            let changed = root.changing(path, \.another)
            guard changed != root, ids(changed, sample.platform) == before else { continue }
            let isExplained = Self.reasons.contains { $0.functions(function) && $0.facts.contains(where: path.leads) }
            #expect(
                isExplained,
                "\(function): \(path) is no part of an id: expected a key that holds it, or a row in events/\(sample.platform)/README.md"
            )
        }
    }

    /// A reason that is no longer needed must be removed.
    @Test func everyReasonIsNeeded() throws {
        var unneeded = Set(Self.reasons.map(\.why))
        for sample in Sample.all {
            let root = try sample.document.root.value
            let function = try sample.function
            let before = ids(root, sample.platform)
            for path in root.paths where ids(root.changing(path, \.another), sample.platform) == before {
                for reason in Self.reasons where reason.functions(function) {
                    if reason.facts.contains(where: path.leads) { unneeded.remove(reason.why) }
                }
            }
        }
        #expect(unneeded == [])
    }

    /// Events of one learner, object and second that differ in what they say.
    @Test(arguments: [
        (
            #"{"occuredAt":1,"type":"Course/Finished","body":{"course":{"id":1},"user":{"id":"u"},"resultValue":@}}"#,
            ["40", "90", "null"]
        ),
        (
            #"{"occuredAt":1,"type":"Course/Progress","body":{"course":{"id":1},"user":{"id":"u"},"progressValue":40,"courseElement":@}}"#,
            [#"{"id":1}"#, #"{"id":2}"#, "null"]
        ),
        (
            #"{"occuredAt":1,"type":"Course/Assigned","body":{"course":{"id":1},"user":{"id":"u"},"deadlineAt":@}}"#,
            ["5", "6", "null"]
        ),
        (
            #"{"type":"review.updated","review_id":"r","track_id":"t","score":4,"timestamp":@}"#,
            [#""2021-07-29T16:14:57Z""#, #""2021-07-29T16:14:58Z""#, "null"]
        ),
    ])
    func eventsThatDifferHaveDifferentIds(text: String, facts: [String]) throws {
        let ids = facts.flatMap { fact in
            receiver.receive(trusted: Array(text.replacing("@", with: fact).utf8)).actions.map(\.id)
        }
        #expect(ids.count == facts.count)
        #expect(Set(ids).count == facts.count)
    }
}

extension JSONPath {
    /// Whether the path leads to a fact, or into it.
    fileprivate func leads(to fact: String) -> Bool {
        let names = steps.compactMap { if case .key(let key) = $0 { key } else { nil } }.joined(separator: ".")
        return fact.isEmpty || ".\(names).".contains(".\(fact).")
    }
}
