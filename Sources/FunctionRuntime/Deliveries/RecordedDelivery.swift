public import LearnHooks
import Receiving

/// A delivery as an event of payload format 2.0: what AWS Lambda hands to a function behind a URL.
///
/// Names in `headers` are in lower case, and repeated fields are joined with a comma.
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
public struct RecordedDelivery: Decodable, Sendable {
    /// The delivery that was recorded, or that Lambda hands on.
    public let delivery: Delivery
    private let time: Timestamp

    /// Records a delivery.
    public init(_ delivery: Delivery, at time: Timestamp) {
        self.delivery = delivery
        self.time = time
    }

    /// Whether a value is one by its shape: with `version` 2.0 and `requestContext.http`.
    static func isOne(_ value: JSONNode) -> Bool {
        value["version"]?.string == "2.0" && value["requestContext"]?["http"] != nil
    }

    private enum CodingKeys: CodingKey {
        case rawPath, rawQueryString, headers, requestContext, body, isBase64Encoded
    }

    private struct Context: Decodable {
        let http: HTTP
        let timeEpoch: Int64?
        let stage: String?

        /// The path behind the stage, which an HTTP API with a name for it puts before.
        func path(_ path: String) -> String {
            guard let stage, stage != "$default", path == "/\(stage)" || path.hasPrefix("/\(stage)/") else {
                return path
            }
            return String(path.dropFirst(stage.count + 1))
        }

        struct HTTP: Decodable {
            let method: String
        }
    }

    /// Decodes an event of payload format 2.0.
    ///
    /// - Throws: `JSONError` where a part is missing or has another type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let context = try container.decode(Context.self, forKey: .requestContext)
        let isBase64 = try container.decodeIfPresent(Bool.self, forKey: .isBase64Encoded) ?? false
        let body =
            isBase64
            ? try container.decodeIfPresent(Base64.self, forKey: .body)?.bytes
            : try container.decodeIfPresent(String.self, forKey: .body).map { Array($0.utf8) }
        delivery = Delivery(
            method: context.http.method,
            path: context.path(try container.decode(String.self, forKey: .rawPath)),
            query: try container.decodeIfPresent(String.self, forKey: .rawQueryString) ?? "",
            headers: try container.decode(Headers.self, forKey: .headers).fields,
            body: body ?? [])
        time = context.timeEpoch.flatMap { Timestamp(unixSeconds: $0 / 1000) } ?? .epoch
    }

    private struct Headers: Decodable {
        let fields: [Delivery.HeaderField]

        init(from decoder: any Decoder) throws {
            fields = try JSONNode(from: decoder).members.map { Delivery.HeaderField($0, try $1.decode(String.self)) }
        }
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
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Writes the event to a file, whole or not at all; no one but its owner may read it.
    ///
    /// - Throws: `FileError` when it cannot be written.
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
