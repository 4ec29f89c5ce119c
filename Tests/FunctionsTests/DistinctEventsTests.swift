import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// Different events have different ids: another fact is another event, but for those of which a person has said why not.
@Suite struct DistinctEventsTests {
    /// Facts of an event that its id need not hold: how functions' names begin, names on the facts' paths (any, where one is
    /// empty), and why.
    private static let reasons: [(functions: String, facts: [String], reason: String)] = [
        ("", ["name", "firstname", "lastname", "slug", "track_slug"], "a name may change, and nothing has happened"),
        (
            "falkor/", ["country", "city", "telephone", "groups"],
            "what is known of a learner may change, or be hidden, from list to list"
        ),
        ("falkor/", ["pathway.ID"], "a guid is of one pathway; an enrolment has it as its object"),
        (
            "falkor/enrolments", ["status.level", "status.version"],
            "a row says where a learner stands at its timestamp; of a completion, version is a part of the key"
        ),
        (
            "falkor/enrolments", ["status.timestamp", "status.progress"],
            "of a completion, which is one, the last change may come later"
        ),
        (
            "falkor/events", ["start", "end", "venue", "available", "booked", "type", "email"],
            "a booking is known by its guid: the session may be moved, and a learner's address may change"
        ),
        (
            "falkor/rewards", ["expires", "state", "email"],
            "a voucher is known by its guid; that its learner was told, or is asked to confirm, makes no other of it"
        ),
        (
            "instruqt/track.", [""],
            "a play has one event of a type at one time: participant and timestamp tell them apart"
        ),
        ("instruqt/sandbox.", [""], "a play has one sandbox, of which one event of a type comes at one time"),
        ("instruqt/invite.", [""], "a user claims an invite once at one time"),
        ("instruqt/review.", ["user_id", "organization_id"], "a review is one user's"),
        ("instruqt/review.created", ["score", "content"], "a review is created once; a change is review.updated"),
        ("knolyx/", [""], "a message's id is of that one message"),
        (
            "konstantly/Course/Published", ["annotation", "isDraft", "createdAt", "updatedAt", "publishedAt", "image"],
            "a course is published once at one time"
        ),
        (
            "konstantly/Course/Unpublished",
            ["annotation", "isDraft", "createdAt", "updatedAt", "publishedAt", "image"],
            "a course is unpublished once at one time"
        ),
        (
            "konstantly/Course/",
            ["assignedAt", "startedAt", "finishedAt", "annotation", "isDraft", "createdAt", "updatedAt"],
            "the state of a course, or of a user's way through it, at the event's time"
        ),
        ("konstantly/Course/Started", ["deadlineAt"], "a user starts a course once at one time"),
        (
            "konstantly/",
            [
                "email", "language", "timezone", "role", "fromApi", "occupation", "location", "isBanned", "image",
                "userAttributes", "publishedAt",
            ],
            "the state of a user, or of a course, at the event's time"
        ),
        (
            "konstantly/Group/User/Created", ["description", "parentId", "usersCount", "coursesCount"],
            "the state of a group at the event's time"
        ),
    ]

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
        let function = "\(sample.platform)/\(try sample.document.root["type"]?.string ?? "")"
        let before = ids(root, sample.platform)
        for path in root.paths {
            let changed = root.changing(path, \.another)
            guard changed != root, ids(changed, sample.platform) == before else { continue }
            let isExplained = Self.reasons.contains { functions, facts, _ in
                function.hasPrefix(functions) && facts.contains(where: path.leads)
            }
            #expect(isExplained, "\(function): \(path) is no part of an id, and nothing says why")
        }
    }

    /// A reason that nothing needs any more is a rule that nobody keeps.
    @Test func everyReasonIsNeeded() throws {
        var unneeded = Set(Self.reasons.map(\.reason))
        for sample in Sample.all {
            let root = try sample.document.root.value
            let function = "\(sample.platform)/\(try sample.document.root["type"]?.string ?? "")"
            let before = ids(root, sample.platform)
            for path in root.paths where ids(root.changing(path, \.another), sample.platform) == before {
                for (functions, facts, reason) in Self.reasons where function.hasPrefix(functions) {
                    if facts.contains(where: path.leads) { unneeded.remove(reason) }
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
