import ActionFormats
import LearnHooks
import Receiving

/// CloudEvents as an HTTP message brings them: structured, batched or binary, as its content type says.
/// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md, 3
struct EventMessage {
    let events: [CloudEvent]

    /// Why a message brings no events.
    enum Problem: Error {
        /// It asks whether events may be sent.
        case options
        /// It was made with another method than POST.
        case method
        /// It is in a format of events other than JSON.
        case format
        /// What it brings is not an event.
        case noEvent(String)

        /// The problem in words.
        var detail: String {
            switch self {
            case .options, .method: "events are brought with POST"
            case .format: "events are read in binary mode, or in JSON"
            case .noEvent(let problem): "not a CloudEvent: \(problem)"
            }
        }
    }

    /// Reads a message.
    ///
    /// - Throws: `Problem` if it brings no events.
    init(_ message: Delivery) throws(Problem) {
        guard message.method == "POST" else { throw message.method == "OPTIONS" ? .options : .method }
        do {
            switch Self.mediaType(of: message) {
            case CloudEvent.mediaType:
                events = [try JSONDocument(parsing: message.body).root.read(CloudEvent.self)]
            case CloudEvent.batchMediaType:
                events = try JSONDocument(parsing: message.body).root.read([CloudEvent].self)
            case let type where type.hasPrefix("application/cloudevents"): throw Problem.format
            default: events = [try CloudEvent(binaryHeaders: message.headers, body: message.body)]
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .noEvent("\(error)")
        }
    }

    /// Whether a recorded delivery is such a message, and not a platform's own.
    static func isMessage(_ delivery: Delivery) -> Bool {
        delivery.hasHeader("ce-specversion") || mediaType(of: delivery).hasPrefix("application/cloudevents")
    }

    private static func mediaType(of message: Delivery) -> String {
        let type = message.headers(named: "content-type").first?.lowercased() ?? ""
        return String(type.prefix { $0 != ";" && $0 != " " })
    }
}

extension Receiver {
    /// Makes a receipt of an event whose sender is trusted: its data is what a platform sent.
    func receive(_ event: CloudEvent) -> Receipt {
        // Without a filter in the broker's trigger, the action in a reply comes back as an event.
        guard event.dataSchema != CloudEvent.actionSchema else { return .handled([], problems: []) }
        let receipt: Receipt =
            switch event.data {
            case .json(let payload): receive(payload)
            case .bytes(let bytes): receive(trusted: bytes)
            case .none, .action: .refused(Refusal(.malformed(JSONError(expected: "a CloudEvent with data"))))
            }
        return receipt.adding(event.unread)
    }
}
