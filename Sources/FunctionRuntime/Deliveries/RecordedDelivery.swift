public import LearnHooks
public import Receiving

/// A delivery as an event of payload format 2.0: what AWS Lambda hands to a function behind a URL.
///
/// Names in `headers` are in lower case, and repeated fields are joined with a comma.
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
public struct RecordedDelivery: JSONReadable, Sendable {
    /// The delivery that was recorded, or that Lambda hands on.
    public let delivery: Delivery
    /// What was found when its sender was examined, where that was kept with it: what proves the sender is then left out.
    public let checks: [Check]
    /// The call of the platform's API that gave it, where no webhook brought it.
    let pulled: String?
    private let time: Timestamp

    /// One thing that was looked at when it came.
    public struct Check: JSONReadable, Sendable {
        /// What it was: "headers", "timestamp", "signature".
        public let name: String
        /// What was expected and found; no secret, and no signature.
        public let finding: String
        /// Whether it was as expected.
        public let isPassed: Bool

        /// Takes what was found.
        public init(_ check: Verdict.Check) {
            (name, finding, isPassed) = (check.name, check.finding, check.isPassed)
        }

        /// Reads a check.
        public init(json: JSONNode) throws(JSONError) {
            name = try json["name"]
            finding = try json["finding"]
            isPassed = try json["passed"]
        }

        fileprivate var json: JSONValue {
            ["name": .string(name), "finding": .string(finding), "passed": .boolean(isPassed)]
        }
    }

    /// Records a delivery.
    ///
    /// - Parameters:
    ///   - delivery: The delivery.
    ///   - time: When it came.
    ///   - verdict: How its sender was examined, where that is to be kept with it.
    ///   - pulled: The call of the platform's API that gave it, where no webhook brought it.
    public init(_ delivery: Delivery, at time: Timestamp, verdict: Verdict? = nil, pulled: String? = nil) {
        self.delivery = delivery
        self.time = time
        self.pulled = pulled
        checks = verdict?.checks.map { Check($0) } ?? []
    }

    /// Whether a value is one by its shape: with `version` 2.0 and `requestContext.http`.
    static func isOne(_ value: JSONNode) -> Bool {
        value["version"]?.string == "2.0" && value["requestContext"]?["http"] != nil
    }

    /// Reads an event of payload format 2.0.
    ///
    /// - Throws: `JSONError` if a part is missing or has another type.
    public init(json: JSONNode) throws(JSONError) {
        let context: JSONNode = try json["requestContext"]
        let method: String = try context["http", "method"]
        let isBase64 = try json.ifPresent("isBase64Encoded") ?? false
        let body =
            isBase64
            ? (try json.ifPresent("body") as Base64?)?.bytes
            : (try json.ifPresent("body") as String?).map { Array($0.utf8) }
        let headers: JSONNode = try json["headers"]
        guard headers.kind == .object else { throw headers.error("expected an object of headers") }
        var fields: [Delivery.HeaderField] = []
        for (name, value) in headers.members { fields.append(.init(name, try value.read())) }
        delivery = Delivery(
            method: method,
            path: (try json["rawPath"] as String).behind(stage: try context.ifPresent("stage")),
            query: try json.ifPresent("rawQueryString") ?? "", headers: fields, body: body ?? [])
        checks = try json.ifPresent("checks") ?? []
        pulled = try json.ifPresent("pulled")
        time = (try context.ifPresent("timeEpoch") as Int64?).flatMap { Timestamp(unixSeconds: $0 / 1000) } ?? .epoch
    }

    /// The event, as one line of JSON without a newline.
    public var text: String {
        let body = String(validating: delivery.body, as: UTF8.self)
        var writer = JSONWriter()
        writer.object { event in
            event.member("version", "2.0")
            event.member("routeKey", "$default")
            event.member("rawPath", delivery.path)
            event.member("rawQueryString", delivery.query)
            event.member("headers", delivery.joinedHeaders)
            event.member(
                "requestContext",
                [
                    "http": [
                        "method": .string(delivery.method), "path": .string(delivery.path), "protocol": "HTTP/1.1",
                    ],
                    "timeEpoch": .number(JSONNumber(time.seconds * 1000)),
                ])
            event.member("body", body ?? Base64.text(of: delivery.body))
            event.member("isBase64Encoded", body == nil)
            event.member("pulled", pulled)
            if !checks.isEmpty { event.member("checks", .array(checks.map(\.json))) }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Writes the event to a file, whole or not at all; no one but its owner may read it.
    ///
    /// - Throws: `FileError` if it cannot be written.
    public func write(privatelyTo path: String) throws(FileError) {
        try File.writeWhole(Array("\(text)\n".utf8), to: path, isPrivate: true)
    }
}

extension Delivery {
    /// The header as payload format 2.0 has it: names in lower case, repeated fields joined with a comma.
    package var joinedHeaders: JSONValue {
        var names: [String] = []
        for field in headers where !names.contains(field.name.lowercased()) {
            names.append(field.name.lowercased())
        }
        return .object(names.map { .init($0, .string(headers(named: $0).joined(separator: ","))) })
    }
}

extension String {
    /// The path behind the stage, which an HTTP API with a name for it puts before.
    fileprivate func behind(stage: String?) -> String {
        guard let stage, stage != "$default", self == "/\(stage)" || hasPrefix("/\(stage)/") else { return self }
        return String(dropFirst(stage.count + 1))
    }
}
