import LearnHooks
import Receiving

/// What a value of JSON is to a front end that takes all three forms.
enum Input {
    /// An event, as its platform sends it.
    case payload(JSONNode)
    /// An event as a text of its own, from within another.
    case text([UInt8])
    /// A delivery as it was recorded: an event of payload format 2.0, whose body is the event.
    case delivery(Delivery)

    /// Recognises a value: with `specversion` a CloudEvent, whose data is the payload; with `version` 2.0 and
    /// `requestContext.http` a recorded delivery; else a payload.
    ///
    /// - Throws: `JSONError` where the value is none of them, or a broken one.
    init(_ value: JSONNode) throws {
        if value["specversion"] != nil {
            self = try value.decode(CloudEventEnvelope.self).input
        } else if value["version"]?.string == "2.0", value["requestContext"]?["http"] != nil {
            self = .delivery(try value.decode(RecordedDelivery.self).delivery)
        } else {
            self = .payload(value)
        }
    }
}

/// A CloudEvent that carries a payload.
private struct CloudEventEnvelope: Decodable {
    let input: Input

    private enum CodingKeys: String, CodingKey {
        case specversion, id, source, type, dataschema, data
        case base64 = "data_base64"
    }

    private enum Version: String, WireWord {
        case current = "1.0"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        _ = try container.decode(Version.self, forKey: .specversion)
        for key in [CodingKeys.id, .source, .type] { _ = try container.decode(Identifier.self, forKey: key) }
        if try container.decodeIfPresent(String.self, forKey: .dataschema) == "urn:learnhooks:action:1" {
            throw JSONError(expected: "an event of a platform, not an action that was made of one")
        }
        if let data = try container.decodeIfPresent(Base64.self, forKey: .base64) {
            input = .text(data.bytes)
        } else {
            input = .payload(try container.decode(JSONNode.self, forKey: .data))
        }
    }
}
