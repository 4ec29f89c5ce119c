public import LearnHooks

extension IdentifiedAction {
    /// An extension of events that are kept: whether the action's id holds its time, which a statement says only then.
    private static let isTimed = "timed"

    /// Extensions of events that are kept: the types of activity of object and parent, where a platform's folder gives them.
    private static let (activityType, parentType) = ("activitytype", "parenttype")

    /// The action as the CloudEvent that is kept of it.
    public var kept: [UInt8] {
        let isTimed = action.time.map { action.key.fields.contains(.time($0)) } ?? false
        let marks = [
            (Self.isTimed, isTimed ? "yes" : nil), (Self.activityType, action.object.type.ownActivityType),
            (Self.parentType, action.object.parent?.type.ownActivityType),
        ]
        return CloudEvent(self).overriding(marks.compactMap { name, value in value.map { (name, $0) } }).json
    }

    /// Reads an action back from the CloudEvent that was kept of it.
    ///
    /// Whatever is written of it is the same again; what else its id was made of is not there.
    ///
    /// - Throws: `JSONError` if it is no such event.
    public init(event bytes: [UInt8]) throws {
        let event: CloudEvent = try JSONDocument(parsing: bytes).root.read()
        guard event.dataSchema == CloudEvent.actionSchema, case .json(let data) = event.data else {
            throw JSONError(expected: "an event with the schema \(CloudEvent.actionSchema)")
        }
        let learner: Action.Learner? = (data["learner"] as JSONNode?)
            .map { Action.Learner(id: $0["id"], name: $0["name"], email: $0["email"]) }
        let object: Action.Object = try data["object"]
        var action = Action(
            Action.Kind(try data["kind"]), learner: learner,
            object: object.typed(event.text(of: Self.activityType), event.text(of: Self.parentType)),
            result: data["result"],
            time: event.time, due: data["due"], details: (data["details"] as JSONNode?)?.value, key: [])
        if let time = event.time, event.extensions.contains(where: { $0.name == Self.isTimed }) {
            action.key = [.time(time)]
        }
        action.payload = (data["payload"] as JSONNode?)?.value
        let partition = event.extensions.first { $0.name == "partitionkey" }?.value
        // An attribute has some characters encoded: the id itself has not.
        var key = learner?.id
        if case .string(let text) = partition, key?.asAttribute != text { key = text }
        self.init(
            id: event.id, source: event.source, action: action, event: try data["event"],
            partitionKey: partition == nil ? nil : key)
    }
}

extension Action.Object: JSONReadable {
    /// Reads an object as an event has it.
    ///
    /// - Throws: `JSONError` if it has no type.
    public init(json: JSONNode) throws(JSONError) {
        self.init(
            type: try Self.type(named: try json["type"]), id: json["id"], name: json["name"], slug: json["slug"],
            platformType: json["platformType"], parent: json["parent"])
    }

    /// The object with the types of activity that its words have, where they are a platform's own.
    fileprivate func typed(_ activityType: String?, _ parentType: String?) -> Action.Object {
        Action.Object(
            type: type.typed(activityType), id: id, name: name, slug: slug, platformType: platformType,
            parent: parent.map {
                Action.Object(
                    type: $0.type.typed(parentType), id: $0.id, name: $0.name, slug: $0.slug,
                    platformType: $0.platformType)
            })
    }

    /// The type of a name: a platform's own word has no type of activity, which only its folder knows.
    private static func type(named name: String) throws(JSONError) -> Action.ObjectType {
        if let shared = Action.ObjectType.shared.first(where: { $0.name == name }) { return shared }
        guard !name.isEmpty, name.allSatisfy({ ("a"..."z").contains($0) }) else {
            throw JSONError(expected: "the name of an object's type")
        }
        return Action.ObjectType(name)
    }
}

extension Action.ObjectType {
    /// The type of activity, where the word is a platform's own, or nil for a shared one.
    fileprivate var ownActivityType: String? { Self.shared.contains(self) ? nil : activityType }

    /// The word with a type of activity, where it has none.
    fileprivate func typed(_ activityType: String?) -> Self {
        activityType.map { Self(name, activityType: $0) } ?? self
    }
}

extension CloudEvent {
    /// The text of an extension, or nil if there is none.
    fileprivate func text(of name: String) -> String? {
        if case .string(let text) = extensions.first(where: { $0.name == name })?.value { text } else { nil }
    }
}

extension Action.Result: JSONReadable {
    /// Reads a result as an event has it.
    public init(json: JSONNode) {
        var score: Score?
        if let raw: JSONNumber = json["score", "raw"] {
            let (least, most): (Int?, Int?) = (json["score", "min"], json["score", "max"])
            var range: ClosedRange<Int>?
            if let least, let most, least <= most { range = least...most }
            score = Score(raw: raw, range: range)
        }
        self.init(
            completion: json["completion"], success: json["success"], progress: json["progress"], score: score,
            response: json["response"])
    }
}

extension EventReference: JSONReadable {
    /// Reads a reference as an event has it.
    ///
    /// - Throws: `JSONError` if it names no platform or no type.
    public init(json: JSONNode) throws(JSONError) {
        self.init(platform: try json["platform"], type: try json["type"], id: json["id"])
    }
}
