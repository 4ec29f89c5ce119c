import LearnHooks

extension CloudEvent {
    /// The event in the JSON format, members in a fixed order.
    ///
    /// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md
    public var json: [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.event(self)
        return writer.bytes
    }
}

/// Events of the JSON format, members in a fixed order.
extension JSONWriter {
    fileprivate mutating func event(_ cloudEvent: CloudEvent) {
        object { event in
            event.member("specversion", "1.0")
            event.member("id", cloudEvent.id)
            event.member("source", cloudEvent.source)
            event.member("type", cloudEvent.type)
            event.member("subject", cloudEvent.subject)
            event.member("time", cloudEvent.time?.description)
            event.member("datacontenttype", cloudEvent.dataContentType)
            event.member("dataschema", cloudEvent.dataSchema)
            for (name, value) in cloudEvent.extensions {
                event.key(named: name)
                event.value(value)
            }
            switch cloudEvent.data {
            case .none: break
            case .json(let value):
                event.key("data")
                event.value(value.value)
            case .action(let action):
                event.key("data")
                event.data(of: action)
            case .bytes(let bytes): event.member("data_base64", Base64.text(of: bytes))
            }
        }
    }

    /// Writes the event that an action is, as `CloudEvent` has it: without one, whose texts would be made to be copied.
    ///
    /// The type of an object is a word of the vocabulary, so that of the subject the id alone may need encoding.
    mutating func event(of action: borrowing IdentifiedAction) {
        object { event in
            event.members(#""specversion":"1.0""#)
            event.member("id", action.id)
            event.member("source", action.source)
            event.member("type", joining: CloudEvent.typePrefix, action.action.kind.name)
            let id = action.action.object.id?.asAttribute
            event.member("subject", joining: action.action.object.type.name, id == nil ? "" : "/", id ?? "")
            event.member("time", action.action.time?.description)
            event.members(#""datacontenttype":"application/json","dataschema":"urn:learnhooks:action:1""#)
            event.member("partitionkey", action.partitionKey?.asAttribute)
            event.key("data")
            event.data(of: action)
        }
    }

    /// Writes the data of an action's event.
    mutating func data(of identified: borrowing IdentifiedAction) {
        object { data in
            data.member("kind", identified.action.kind.name)
            if let learner = identified.action.learner {
                data.key("learner")
                data.object { member in
                    member.member("id", learner.id)
                    member.member("name", learner.name)
                    member.member("email", learner.email)
                }
            }
            data.key("object")
            data.object(identified.action.object)
            if let result = identified.action.result {
                data.key("result")
                data.result(result)
            }
            data.member("due", identified.action.due?.description)
            data.member("details", identified.action.details.flatMap { $0 == .object([]) ? nil : $0 })
            data.member("payload", identified.action.payload)
            data.key("event")
            data.object { event in
                event.member("platform", identified.event.platform)
                event.member("type", identified.event.type)
                event.member("id", identified.event.id)
            }
        }
    }

    private mutating func object(_ object: Action.Object) {
        self.object { member in
            member.members(object.type.name, object.id, object.name, object.slug, object.platformType)
            if let parent = object.parent {
                member.key("parent")
                member.object { member in
                    member.members(parent.type.name, parent.id, parent.name, parent.slug, parent.platformType)
                }
            }
        }
    }

    /// Writes what an object and its parent have in common.
    private mutating func members(
        _ type: String, _ id: String?, _ name: String?, _ slug: String?, _ platformType: String?
    ) {
        member("type", type)
        member("id", id)
        member("name", name)
        member("slug", slug)
        member("platformType", platformType)
    }

    private mutating func result(_ result: Action.Result) {
        object { member in
            member.member("completion", result.completion)
            member.member("success", result.success)
            member.member("progress", result.progress)
            if let score = result.score {
                member.key("score")
                member.object { member in
                    member.member("raw", score.raw)
                    member.member("min", score.range.map { JSONNumber($0.lowerBound) })
                    member.member("max", score.range.map { JSONNumber($0.upperBound) })
                    member.member("scaled", score.scaled)
                }
            }
            member.member("response", result.response)
        }
    }
}

extension Action.Object {
    /// What the action is about, among those of its source: `course/123`.
    var subject: String { id.map { "\(type.name)/\($0)" } ?? type.name }
}

extension String {
    /// The text as a context attribute may hold it: without control characters and noncharacters, which are
    /// percent-encoded.
    var asAttribute: String {
        // Printable ASCII, as nearly all of them are, holds nothing that is forbidden. The buffer is only iterated: that takes a
        // quarter of what `utf8` takes.
        let isPrintable = unsafe utf8.withContiguousStorageIfAvailable { text in
            unsafe text.allSatisfy { (0x20...0x7E).contains($0) }
        }
        if isPrintable == true { return self }
        guard unicodeScalars.contains(where: \.isForbiddenInAttributes) else { return self }
        return unicodeScalars.map { scalar in
            guard scalar.isForbiddenInAttributes else { return String(scalar) }
            return String(scalar).utf8.map(\.percentEncoded).joined()
        }.joined()
    }
}
