public import LearnHooks

/// Actions as statements of xAPI, 1.0.3 and 2.0 alike.
///
/// A statement is built of what its id is built of, of what the platform fixes once for that (the learner of a message, the
/// score of a completion), and of names, which a store does not compare: the same id is the same statement.
/// Source: https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md, 2.2 to 2.4
public struct StatementFormat: Sendable {
    /// How a statement says who did it.
    public enum Actor: String, CaseIterable, Sendable {
        /// By the account at the platform, which names nobody.
        case account
        /// By the e-mail address, where there is one.
        case mbox
        /// By the SHA-1 of the e-mail address, where there is one.
        case mboxSHA1 = "mbox_sha1sum"
    }

    /// The hash functions that statements need: they stand in another library.
    public struct Hashes: Sendable {
        let uuid: @Sendable (_ name: [UInt8]) -> String
        let sha1: @Sendable (_ bytes: [UInt8]) -> String

        /// Creates the pair.
        ///
        /// - Parameters:
        ///   - uuid: The UUIDv5 of a name, in the namespace of the actions' ids.
        ///   - sha1: The SHA-1 of some bytes, in lower-case hex.
        public init(
            uuid: @escaping @Sendable (_ name: [UInt8]) -> String,
            sha1: @escaping @Sendable (_ bytes: [UInt8]) -> String
        ) {
            self.uuid = uuid
            self.sha1 = sha1
        }
    }

    /// The kinds that become statements only where they are asked for, by the words that ask for them.
    private static let kindsOnRequest: [String: Action.Kind] = ["payments": .paymentReceived]

    /// The words that ask for kinds.
    public static let namesOnRequest = kindsOnRequest.keys.sorted().joined(separator: ", ")

    /// Returns the kinds that some words ask for, or nil if a word asks for none.
    public static func kinds(named words: [String]) -> Set<Action.Kind>? {
        let kinds = words.compactMap { kindsOnRequest[$0] }
        return kinds.count == words.count ? Set(kinds) : nil
    }

    /// Returns the IRI of a kind's verb, or nil if it has none.
    public static func verb(of kind: Action.Kind) -> String? { XAPIVocabulary.verb(of: kind)?.id }

    /// The versions of xAPI that a request can name: a statement is the same in both.
    public static let versions = ["1.0.3", "2.0.0"]

    /// Returns the header of a request that brings one statement, or an array of them.
    ///
    /// Source: xAPI-Communication.md, 1.1 and 2.1.2
    public static func headers(version: String) -> [Delivery.HeaderField] {
        [.init("Content-Type", "application/json"), .init("X-Experience-API-Version", version)]
    }

    let actor: Actor
    let included: Set<Action.Kind>
    let hashes: Hashes

    /// Creates a format.
    ///
    /// - Parameters:
    ///   - actor: How a statement says who did it.
    ///   - included: The kinds on request that become statements.
    ///   - hashes: The hash functions.
    public init(actor: Actor = .account, including included: Set<Action.Kind> = [], hashes: Hashes) {
        self.actor = actor
        self.included = included
        self.hashes = hashes
    }

    /// Whether an action has a statement: there is a verb for it, and somebody who did it to something that has an id of its
    /// own; and it was asked for.
    public func covers(_ action: IdentifiedAction) -> Bool {
        makesStatements(of: action.action.kind) && action.partitionKey != nil && action.action.object.id != nil
    }

    /// Whether a store should know of an action, and has no statement of it: something is missing, or it is not understood.
    public func loses(_ action: IdentifiedAction) -> Bool {
        !covers(action) && (makesStatements(of: action.action.kind) || action.action.kind == .eventUnmapped)
    }

    /// Whether the statement of an action names the account, though an address was asked for: the learner has no usable one.
    public func fallsBackToAccount(in action: IdentifiedAction) -> Bool {
        actor != .account && covers(action) && actor.mailto(of: action) == nil
    }

    private func makesStatements(of kind: Action.Kind) -> Bool {
        XAPIVocabulary.verb(of: kind) != nil
            && (!Self.kindsOnRequest.values.contains(kind) || included.contains(kind))
    }

    /// Returns the statement of an action, as JSON without a newline, or nil if it has none.
    public func statement(of action: IdentifiedAction) -> [UInt8]? {
        var writer = JSONWriter(capacity: 1_024)
        return write(action, to: &writer) ? writer.bytes : nil
    }

    /// Writes the statement of an action; false if it has none.
    func write(_ action: IdentifiedAction, to writer: inout JSONWriter) -> Bool {
        guard covers(action), let verb = XAPIVocabulary.verb(of: action.action.kind), let account = action.partitionKey,
            let activity = Activity(action.action.object, source: action.source)
        else { return false }
        writer.object { statement in
            statement.member("id", action.id)
            statement.key("actor")
            statement.actor(action, account: account, as: actor, sha1: hashes.sha1)
            statement.key("verb")
            statement.object { member in
                member.member("id", verb.id)
                member.member("display", ["en": .string(verb.display)])
            }
            statement.key("object")
            statement.activity(activity)
            statement.result(of: action.action.result)
            statement.key("context")
            statement.context(of: action, registration: registration(of: action, account: account))
            statement.member("timestamp", action.action.timeOfStatement?.description)
        }
        return true
    }

    /// The id of the learner's enrolment in the course: all statements of the two have it.
    private func registration(of action: IdentifiedAction, account: String) -> String? {
        let object = action.action.object
        let course = object.type == .course ? object.id : object.parent.flatMap { $0.type == .course ? $0.id : nil }
        guard let course else { return nil }
        var name = JSONWriter()
        name.array { name in
            for part in [action.source, "registration", account, course] { name.string(part) }
        }
        return hashes.uuid(name.bytes)
    }
}

extension Action {
    /// The time as the id holds it, where it does: a time that may differ would make two statements of one id.
    fileprivate var timeOfStatement: Timestamp? {
        guard let time, key.fields.contains(.time(time)) else { return nil }
        return time.shortest
    }
}
