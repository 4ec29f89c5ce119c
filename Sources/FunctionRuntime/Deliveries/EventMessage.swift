import ActionFormats
import LearnHooks

/// CloudEvents as an HTTP message brings them: structured, batched or binary, as its content type says.
/// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md, 3
struct EventMessage {
    let events: [CloudEvent]

    /// The message is in a format of events other than JSON.
    struct UnknownFormat: Error, CustomStringConvertible {
        let description = "events are read in binary mode, or in JSON"
    }

    /// Reads a message.
    ///
    /// - Throws: `UnknownFormat` or `JSONError`.
    init(_ message: Delivery) throws {
        let contentType = message.headers(named: "content-type").first?.lowercased() ?? ""
        guard contentType.hasPrefix("application/cloudevents") else {
            events = [try CloudEvent(binaryHeaders: message.headers, body: message.body)]
            return
        }
        let mediaType = contentType.prefix { $0 != ";" && $0 != " " }
        switch mediaType {
        case CloudEvent.mediaType: events = [try JSONDocument(parsing: message.body).root.decode(CloudEvent.self)]
        case CloudEvent.batchMediaType: events = try JSONDocument(parsing: message.body).root.decode([CloudEvent].self)
        default: throw UnknownFormat()
        }
    }
}
