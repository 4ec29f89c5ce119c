public import LearnHooks

/// A CloudEvent 1.0, as its JSON format writes one, and nothing that the specification forbids.
///
/// An attribute that is null is absent. Source: https://github.com/cloudevents/spec/blob/main/cloudevents/spec.md
public struct CloudEvent: JSONReadable, Sendable {
    /// Identifies the event among those of its source.
    public let id: String
    /// The context in which it happened: a URI-reference.
    public let source: String
    /// What kind of event it is.
    public let type: String
    /// What it is about, within its source.
    public let subject: String?
    /// When it happened.
    public let time: Timestamp?
    /// The media type of the data.
    public let dataContentType: String?
    /// The schema of the data: an absolute URI.
    public let dataSchema: String?
    /// The attributes that the specification does not name.
    public private(set) var extensions: [(name: String, value: JSONValue)]
    /// What the event carries.
    public private(set) var data: Data
    /// The errors of optional attributes, which are left out.
    public internal(set) var unread: [JSONError] = []

    /// What an event carries.
    public enum Data: Sendable {
        /// Nothing at all.
        case none
        /// A JSON value, which may be null.
        case json(JSONNode)
        /// An action, which is JSON once it is written.
        case action(IdentifiedAction)
        /// Bytes.
        case bytes([UInt8])
    }

    /// The schema of the data of events that are actions.
    public static let actionSchema = "urn:learnhooks:action:1"
    /// What stands before an action's kind in the type of its event.
    static let typePrefix = "learnhooks."
    /// The media type of one event in JSON.
    public static let mediaType = "application/cloudevents+json"
    /// The media type of an array of events in JSON.
    public static let batchMediaType = "application/cloudevents-batch+json"

    /// The members of an event that the specification names; every other is an extension.
    public static let named: Set<String> = [
        "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data",
        "data_base64",
    ]

    /// Reads an event of the JSON format; an invalid subject, time or extension is left out.
    ///
    /// - Throws: `JSONError` at another attribute, or at the data, that the specification does not allow.
    public init(json event: JSONNode) throws(JSONError) {
        _ = try event["specversion"] as Version
        id = (try event["id"] as AttributeText).text
        source = (try event["source"] as URIReference).text
        type = (try event["type"] as AttributeText).text
        subject = (event["subject"] as AttributeText?)?.text
        time = (event["time"] as AttributeTime?)?.time
        dataContentType = (try event.attribute("datacontenttype") as MediaType?)?.text
        dataSchema = (try event.attribute("dataschema") as AbsoluteURI?)?.text
        var extensions: [(name: String, value: JSONValue)] = []
        for (name, value) in event.members where !Self.named.contains(name) && value.kind != .null {
            do throws(JSONError) {
                extensions.append((name, try Self.extensionValue(value, named: name)))
            } catch {
                unread.append(value.located(error))
            }
        }
        self.extensions = extensions
        switch (event["data"] as JSONNode?, event["data_base64"] as JSONNode?) {
        // Data that is not JSON stands as a text, as binary mode has it in the body.
        case (let data?, nil) where !Self.isJSON(dataContentType):
            self.data = data.string.map { .bytes(Array($0.utf8)) } ?? .json(data)
        case (let data?, nil): self.data = .json(data)
        case (nil, let bytes?): self.data = .bytes(try bytes.read(Base64.self).bytes)
        case (nil, nil): data = .none
        case (_, let second?): throw second.located(JSONError(expected: "one of data and data_base64"))
        }
        unread = event.takeUnreadFields().map(\.error) + unread
    }

    /// Whether data of a media type is JSON; without one, it is.
    ///
    /// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md, 3.1
    private static func isJSON(_ mediaType: String?) -> Bool {
        guard let type = mediaType?.prefix(while: { $0 != ";" && $0 != " " }).lowercased() else { return true }
        return type.hasSuffix("/json") || type.hasSuffix("+json")
    }

    private enum Version: String, WireWord {
        case current = "1.0"
    }

    /// Creates the event that an action is outside this process.
    public init(_ action: IdentifiedAction) {
        (id, source, type) = (action.id, action.source, Self.typePrefix + action.action.kind.name)
        subject = action.action.object.subject.asAttribute
        time = action.action.time
        (dataContentType, dataSchema) = ("application/json", Self.actionSchema)
        extensions = action.partitionKey.map { [("partitionkey", .string($0.asAttribute))] } ?? []
        data = .action(action)
    }

    /// Creates the event that carries bytes.
    ///
    /// - Parameters:
    ///   - id: Identifies it among those of its source.
    ///   - source: The context in which it happened: a URI-reference.
    ///   - type: What kind of event it is.
    ///   - mediaType: The media type of the bytes.
    ///   - body: The bytes.
    public init(id: String, source: String, type: String, mediaType: String, body: [UInt8]) {
        (self.id, self.source, self.type, dataContentType) = (id, source, type, mediaType)
        (subject, time, dataSchema, extensions) = (nil, nil, nil, [])
        data = .bytes(body)
    }

    /// Returns the event with extension attributes that are set, whatever it says of them.
    public func overriding(_ overrides: [(name: String, value: String)]) -> CloudEvent {
        guard !overrides.isEmpty else { return self }
        var event = self
        event.extensions.removeAll { own in overrides.contains { $0.name == own.name } }
        event.extensions += overrides.map { ($0.name, .string($0.value)) }
        return event
    }

    /// Creates an event of attributes that are all text, as a binary-mode message has them, and of its body.
    ///
    /// - Throws: `JSONError` at the attribute that the specification does not allow.
    init(attributes: [(name: String, value: String)], body: [UInt8]) throws {
        var writer = JSONWriter()
        writer.object { event in
            for attribute in attributes {
                event.key(named: attribute.name)
                event.string(attribute.value)
            }
        }
        // The rules of the attributes are the JSON format's own; that one is there once is the reader's.
        self = try JSONDocument(parsing: writer.bytes).root.read()
        guard case .none = data else { throw JSONError(expected: "attributes without data among them") }
        if !body.isEmpty { data = .bytes(body) }
    }

    /// Whether a text can be the value of an extension of a name.
    public static func isExtension(named name: String, _ value: String) -> Bool {
        isExtensionName(name) && !named.contains(name) && !value.isEmpty
            && !value.unicodeScalars.contains(where: \.isForbiddenInAttributes)
    }

    private static func isExtensionName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }

    /// An extension has a name of lower-case letters and digits, and a scalar value.
    private static func extensionValue(_ value: JSONNode, named name: String) throws(JSONError) -> JSONValue {
        guard isExtensionName(name) else {
            throw value.located(JSONError(expected: "an attribute whose name is of lower-case letters and digits"))
        }
        switch value.kind {
        case .boolean: break
        case .number: _ = try value.read(Int32.self)
        default: _ = try value.read(AttributeText.self)
        }
        return value.value
    }
}

extension JSONNode {
    /// An optional attribute; null counts as absent, and empty text is not.
    fileprivate func attribute<T: JSONReadable>(_ name: String) throws(JSONError) -> T? {
        guard let attribute = self[name] as JSONNode?, attribute.kind != .null else { return nil }
        return try attribute.read()
    }
}
