import ActionFormats
import LearnHooks

/// What a value of JSON is to a front end that takes all three forms.
enum Input {
    /// An event, as its platform sends it, and what is wrong with what it came in.
    case payload(JSONNode, [JSONError] = [])
    /// An event as a text of its own, in a member of another, and what is wrong with that.
    case text([UInt8], member: String, [JSONError])
    /// A delivery as it was recorded: an event of payload format 2.0, whose body is the event.
    case delivery(Delivery)
    /// What a broker brought in such a delivery.
    case events([CloudEvent])

    /// Recognises a value: with `specversion` a CloudEvent, whose data is the payload; with `version` 2.0 and
    /// `requestContext.http` a recorded delivery; else a payload.
    ///
    /// - Throws: `JSONError` if the value is neither of them, or malformed.
    init(_ value: JSONNode) throws {
        if value["specversion"] != nil {
            let event = try value.read(CloudEvent.self)
            guard event.dataSchema != CloudEvent.actionSchema else {
                throw value.located(
                    JSONError(expected: "an event of a platform, not an action that was made of one"))
            }
            switch event.data {
            case .json(let payload): self = .payload(payload, event.unread)
            case .bytes(let bytes):
                self = .text(bytes, member: value["data"] == nil ? "data_base64" : "data", event.unread)
            case .none, .action: throw value.located(JSONError(expected: "a CloudEvent with data"))
            }
        } else if RecordedDelivery.isOne(value) {
            let delivery = try value.read(RecordedDelivery.self).delivery
            guard EventMessage.isMessage(delivery) else {
                self = .delivery(delivery)
                return
            }
            do throws(EventMessage.Problem) {
                self = .events(try EventMessage(delivery).events)
            } catch {
                throw (value["body"] ?? value).located(JSONError(expected: "an event; \(error.detail)"))
            }
        } else {
            self = .payload(value)
        }
    }
}
