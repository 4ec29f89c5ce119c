import LearnHooks

/// An activity: what an object or its parent is in a statement.
struct Activity {
    /// `<source>/<type>/<id>`: the id may hold any character, and is percent-encoded.
    let id: String
    let type: String?
    /// What a person reads; its slug where it has no name.
    let name: String?

    /// Creates the activity of an object; nil for one without an id of its own, all of which would be one activity.
    init?(_ object: Action.Object, source: String) {
        self.init(type: object.type, id: object.id, name: object.name ?? object.slug, source: source)
    }

    /// Creates the activity of a parent; nil for one without an id of its own.
    init?(_ parent: Action.Object.Parent, source: String) {
        self.init(type: parent.type, id: parent.id, name: parent.name ?? parent.slug, source: source)
    }

    private init?(type: Action.ObjectType, id: String?, name: String?, source: String) {
        guard let id else { return nil }
        self.id = "\(source)/\(type.name)/\(id.percentEncodedForPath)"
        self.type = type.activityType
        self.name = name
    }
}

extension JSONWriter {
    /// Writes who did it: by the address where the form has one, else by the account.
    mutating func actor(
        _ action: IdentifiedAction, account: String, as form: StatementFormat.Actor, sha1: ([UInt8]) -> String
    ) {
        object { agent in
            agent.member("objectType", "Agent")
            switch (form, form.mailto(of: action)) {
            case (.mbox, let mailto?): agent.member("mbox", mailto)
            case (.mboxSHA1, let mailto?): agent.member("mbox_sha1sum", sha1(Array(mailto.utf8)))
            case (.account, _), (_, nil):
                agent.key("account")
                agent.object { member in
                    member.member("homePage", action.source)
                    member.member("name", account)
                }
            }
        }
    }

    /// Writes an activity.
    mutating func activity(_ activity: Activity) {
        object { member in
            member.member("objectType", "Activity")
            member.member("id", activity.id)
            guard activity.type != nil || activity.name != nil else { return }
            member.key("definition")
            member.object { definition in
                definition.member("name", activity.name.map { ["en": .string($0)] })
                definition.member("type", activity.type)
            }
        }
    }

    /// Writes the result, if there is one.
    mutating func result(of result: Action.Result?) {
        guard let result else { return }
        key("result")
        object { member in
            if let score = result.score, score.raw.double.isFinite {
                member.key("score")
                member.object { $0.score(score) }
            }
            member.member("success", result.success)
            member.member("completion", result.completion)
            member.member("response", result.response)
            if let progress = result.progress {
                // cmi5 allows only whole percents: the fraction is dropped.
                member.member("extensions", [XAPIVocabulary.progress: .number(JSONNumber(progress.wholePart))])
            }
        }
    }

    /// Writes a score; a store refuses one outside its bounds.
    private mutating func score(_ score: Action.Result.Score) {
        member("scaled", score.scaled)
        member("raw", score.raw)
        guard score.scaled != nil, let range = score.range else { return }
        member("min", JSONNumber(range.lowerBound))
        member("max", JSONNumber(range.upperBound))
    }

    /// Writes where it belongs.
    mutating func context(of action: IdentifiedAction, registration: String?) {
        object { context in
            context.member("registration", registration)
            if let parent = action.action.object.parent.flatMap({ Activity($0, source: action.source) }) {
                context.key("contextActivities")
                context.object { activities in
                    activities.key("parent")
                    activities.array { $0.activity(parent) }
                }
            }
            context.member("platform", action.event.platform)
        }
    }
}

extension StatementFormat.Actor {
    /// The IRI of the address by which the learner is named, in lower case, as it stands in ids, or nil if it is the account.
    func mailto(of action: IdentifiedAction) -> String? {
        guard let address = action.action.learner?.email?.lowercased(), !address.isEmpty else { return nil }
        return switch self {
        case .account: nil
        case .mbox: address.isMailAddress ? "mailto:\(address)" : nil
        // A hash can be of any text, so the address need not fit an IRI.
        case .mboxSHA1: "mailto:\(address)"
        }
    }
}

extension String {
    /// The text as one segment of a URL's path: all but RFC 3986's unreserved characters percent-encoded.
    fileprivate var percentEncodedForPath: String {
        utf8.reduce(into: "") { text, byte in
            let isUnreserved = byte.isAlphanumeric || "-._~".utf8.contains(byte)
            text += isUnreserved ? String(UnicodeScalar(byte)) : byte.percentEncoded
        }
    }

    /// Whether the text is an address that a mailto IRI holds as it is: RFC 5322's plain form, at a host with a domain.
    fileprivate var isMailAddress: Bool {
        let parts = split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        let words = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return words.allSatisfy {
            !$0.isEmpty && $0.utf8.allSatisfy { $0.isAlphanumeric || "!$'*+-_~".utf8.contains($0) }
        }
            && labels.count > 1
            && labels.allSatisfy { label in
                !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
            }
    }
}
