import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// Every field of every sample goes wrong in every way: the answer is a precise error, or right actions.
struct MutationTests {
    private let receiver: Receiver
    private let events = EventValidator()
    private let statements = StatementValidator()

    init() throws {
        receiver = Receiver(target: try Target(nil, in: catalog))
    }

    private func receive(_ value: JSONValue, platform: String) -> Receipt {
        var writer = JSONWriter()
        writer.value(value)
        return receiver.receive(trusted: writer.bytes, from: catalog.first { $0.name == platform })
    }

    @Test(arguments: Sample.all) func aWrongFieldIsAPreciseErrorOrARightAction(sample: Sample) throws {
        let root = try sample.document.root.value
        let needed = needs(of: root, sample)
        let paths = root.paths.filter { !$0.isEmpty }
        let changes = paths.flatMap { path in Mutation.allCases.map { (path, $0) } }
        for (path, mutation) in Extent.cases(changes, orEach: 4) {
            let mutated = root.changing(path) { mutation.apply(to: $0) }
            let receipt = receive(mutated, platform: sample.platform)
            check(receipt, of: mutated, mutation, at: path, in: sample)
            if case .refused(let refusal) = receipt, case .malformed(let error) = refusal.reason {
                let isRight = needed.contains { $0.isOnTheWay(of: error.path) }
                #expect(isRight, "\(sample) \(path) \(mutation): the object needs no \(error.path)")
            }
        }
    }

    /// What an event cannot be without: its type, the ids of its objects, and the lists that its rows stand in.
    private func needs(of root: JSONValue, _ sample: Sample) -> [JSONPath] {
        func objects(_ value: JSONValue) -> [Action.Object] {
            receive(value, platform: sample.platform).actions.map(\.action.object)
        }
        let before = objects(root).map { [$0.type.name, $0.id] }
        return root.paths.filter { path in
            guard !path.isEmpty else { return true }
            let after = objects(root.changing(path, \.another)).map { [$0.type.name, $0.id] }
            return sample.statesType(at: path) || after != before
        }
    }

    /// What must hold of a receipt, whatever was changed.
    private func check(
        _ receipt: Receipt, of event: JSONValue, _ mutation: Mutation, at path: JSONPath, in sample: Sample
    ) {
        let what = "\(sample) \(path) \(mutation)"
        switch receipt {
        case .refused(let refusal):
            guard case .malformed(let error) = refusal.reason else {
                Issue.record("\(what): \(refusal)")
                return
            }
            #expect(error.path.isOnTheWay(of: path), "\(what): \(error)")
            #expect(error.location != nil, "\(what)")
            #expect(error.problem.hasPrefix("expected "), "\(what): \(error)")
        case .handled(let actions, let problems):
            for problem in problems { #expect(problem.path.isOnTheWay(of: path), "\(what): \(problem)") }
            let unmapped = actions.filter { $0.action.kind == .eventUnmapped }
            // What is said is either a row that is kept whole, or a field that is handed on as it was sent.
            #expect(problems.count >= unmapped.count, "\(what)")
            for problem in problems.dropFirst(unmapped.count) where !actions.isEmpty {
                let keeping = actions.count { $0.action.details?.holds(problem.path) ?? false }
                // A field of a row is handed on by what is made of that row.
                let row = problem.path.row
                let others = row.map { event.changing($0) { _ in nil } }.map { receive($0, platform: sample.platform) }
                let expected = actions.count - (others?.actions.count ?? 0)
                #expect(keeping >= expected || !unmapped.isEmpty, "\(what): \(problem)")
            }
            for action in actions { checkLine(of: action, what) }
        case .unmapped(let action, _):
            #expect(sample.statesType(at: path), "\(what)")
            checkLine(of: action, what)
        case .passedOver, .answered:
            Issue.record("\(what): passed over")
        }
    }

    /// A line is strict JSON of the documented shape, without a null of ours.
    private func checkLine(of action: IdentifiedAction, _ what: String) {
        do {
            let line = try JSONDocument(parsing: ActionFormat.cloudevents.line(action) ?? []).root
            #expect(events.problems(of: line) == [], "\(what)")
            for actor in StatementFormat.Actor.allCases {
                guard let statement = Statements.format(actor).statement(of: action) else { continue }
                let document = try JSONDocument(parsing: statement)
                #expect(statements.problems(of: document.root) == [], "\(what)")
            }
            let data = try #require(line["data"])
            #expect(line["subject"]?.string?.isEmpty == false, "\(what)")
            #expect(data["object"]?["type"]?.string?.isEmpty == false, "\(what)")
            for (key, member) in data.members where key != "payload" && key != "details" {
                #expect(!member.value.holdsNullOrEmptyText, "\(what): \(key)")
            }
        } catch {
            Issue.record("\(what): \(error)")
        }
    }

    /// Null and absent are alike: where both are handled, the same actions come of them (a digest apart).
    @Test(arguments: Sample.all) func nullIsAsGoodAsAbsent(sample: Sample) throws {
        let root = try sample.document.root.value
        for path in root.paths where path.isFieldPath {
            let absent = receive(root.changing(path) { _ in nil }, platform: sample.platform)
            let null = receive(root.changing(path) { _ in .null }, platform: sample.platform)
            // Where nothing documented stands, what was sent is handed on with its nulls.
            guard case .handled(let a, _) = absent, case .handled(let b, _) = null, !path.isOpaque else { continue }
            #expect(a.map(\.withoutId) == b.map(\.withoutId), "\(sample) \(path)")
        }
    }

    @Test(arguments: Sample.all) func anUnknownFieldChangesNothing(sample: Sample) throws {
        let root = try sample.document.root.value
        for path in root.paths where !path.isOpaque {
            let more = root.changing(path) { value in
                guard case .object(let members) = value else { return value }
                return .object(members + [.init("x-unknown", ["a": 1])])
            }
            guard more != root else { continue }
            let lines = receive(more, platform: sample.platform).actions.map(\.withoutId)
            let before = receive(root, platform: sample.platform).actions.map(\.withoutId)
            #expect(lines == before, "\(sample) \(path)")
        }
    }

    @Test(arguments: Sample.all) func aRepeatedKeyIsRefused(sample: Sample) throws {
        let root = try sample.document.root.value
        for path in root.paths {
            let twice = root.changing(path) { value in
                guard case .object(let members) = value, let first = members.first else { return value }
                return .object(members + [first])
            }
            guard twice != root else { continue }
            guard case .refused(let refusal) = receive(twice, platform: sample.platform),
                case .malformed(let error) = refusal.reason
            else {
                Issue.record("\(sample) \(path): not refused")
                continue
            }
            #expect(error.problem == "a key is repeated")
            #expect(error.path.steps.dropLast() == path.steps[...], "\(sample) \(path): \(error)")
        }
    }
}

extension IdentifiedAction {
    /// The action as a line, without the id and the payload.
    fileprivate var withoutId: String {
        var action = action
        action.payload = nil
        let same = IdentifiedAction(id: "-", source: source, action: action, event: event, partitionKey: partitionKey)
        return String(decoding: ActionFormat.cloudevents.line(same) ?? [], as: UTF8.self)
    }
}

extension JSONPath {
    /// The way to the innermost row that it leads into; nil where it leads into none.
    fileprivate var row: JSONPath? {
        steps.lastIndex { if case .index = $0 { true } else { false } }.map { JSONPath(Array(steps[...$0])) }
    }

    /// Whether an error here can be the fault of a change there: at it, above it, or below what took its place.
    fileprivate func isOnTheWay(of path: JSONPath) -> Bool {
        steps.starts(with: path.steps) || path.steps.starts(with: steps)
    }

    /// Whether the path ends at a member, not at an element.
    fileprivate var isFieldPath: Bool {
        if case .key = steps.last { true } else { false }
    }

    /// Whether it leads into a value that is handed on as it was sent, whatever it holds.
    fileprivate var isOpaque: Bool {
        steps.contains { step in
            ["custom_parameters", "userAttributes", "role", "courseElement", "venue", "payment"].contains {
                .key($0) == step
            }
        } || description == "body.user"
    }
}

extension JSONValue {
    /// Whether details have what stands at a path of the event, under its last names.
    fileprivate func holds(_ path: JSONPath) -> Bool {
        let steps = path.steps
        return steps.indices.contains { start in paths.contains { $0.steps == Array(steps[start...]) } }
    }

    fileprivate var holdsNullOrEmptyText: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .boolean, .number: false
        case .array(let elements): elements.contains(where: \.holdsNullOrEmptyText)
        case .object(let members): members.contains { $0.value.holdsNullOrEmptyText }
        }
    }
}
