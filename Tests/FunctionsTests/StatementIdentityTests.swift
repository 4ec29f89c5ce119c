import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// The same id is the same statement: whatever of an event changes without changing the id leaves the statement alone.
@Suite struct StatementIdentityTests {
    /// What a key fixes without holding it: the platform says it once for each such key, and a change of it would be another
    /// message, play, voucher or enrolment.
    private static let fixed = Reason.all(under: "What a key fixes without holding it")

    private let receiver: Receiver

    init() throws {
        receiver = Receiver(target: try Target(nil, in: catalog))
    }

    private func statements(of value: JSONValue, _ platform: String) throws -> [String: JSONValue] {
        var writer = JSONWriter()
        writer.value(value)
        let receipt = receiver.receive(trusted: writer.bytes, from: catalog.first { $0.name == platform })
        var statements: [String: JSONValue] = [:]
        for action in receipt.actions {
            guard let statement = Statements.format().statement(of: action) else { continue }
            let root = try JSONDocument(parsing: statement).root.value
            // Within one event, too.
            #expect(statements[action.id].map { $0.compared == root.compared } ?? true, "\(action.id)")
            statements[action.id] = root
        }
        return statements
    }

    /// Falkor's completion has the time of the last change, which the id does not hold, whatever else the id holds.
    @Test func aCompletionOfAnEnrolmentHasNoTime() throws {
        for timestamp in ["2020-10-07T12:00:06Z", "2020-10-08T12:00:06Z"] {
            let event = try JSONDocument(
                parsing: Array(
                    #"{"type":"enrolments","data":{"pathway":{"ID":"P"},"enrolments":[{"email":"a@example.com","status":{"state":"Complete","version":"1","joined":"2020-10-07T12:00:06Z","timestamp":"\#(timestamp)"}}]}}"#
                        .utf8))
            let all = try statements(of: event.root.value, "falkor").values
            let completed = all.filter { "\($0)".contains("verbs/completed") }
            #expect(completed.count == 1)
            #expect(!completed.contains { "\($0)".contains("timestamp") })
        }
    }

    @Test(arguments: Sample.all) func whatIsOutsideTheKeyIsOutsideTheStatement(sample: Sample) throws {
        let root = try sample.document.root.value
        let before = try statements(of: root, sample.platform)
        for path in root.paths where !path.isEmpty {
            for mutation in Mutation.allCases {
                let after = try statements(of: root.changing(path) { mutation.apply(to: $0) }, sample.platform)
                for (id, statement) in after {
                    guard let old = before[id], old.compared != statement.compared else { continue }
                    let function = try sample.function
                    // Each exception is one that a person has looked at.
                    let isFixed = Self.fixed.contains {
                        $0.functions(function)
                            && $0.facts.contains { path.description.hasSuffix(".\($0)") || path.description == $0 }
                    }
                    #expect(
                        isFixed,
                        "\(function) \(path) \(mutation): expected a key that holds it, or a row in events/\(sample.platform)/README.md"
                    )
                }
            }
        }
    }
}

extension JSONValue {
    /// What a store compares: all but how verbs and activities read. Source: xAPI-Data.md, 2.3.1 and 4.1 of Communication
    fileprivate var compared: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.filter { $0.key != "display" && $0.key != "definition" }.map {
                    .init($0.key, $0.value.compared)
                })
        case .array(let elements): .array(elements.map(\.compared))
        case .null, .boolean, .number, .string: self
        }
    }
}
