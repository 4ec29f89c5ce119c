import LearnHooks
import Receiving

/// A delivery as an event of payload format 2.0: what AWS Lambda hands to a function behind a URL.
///
/// Names in `headers` are in lower case, and repeated fields are joined with a comma.
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
struct RecordedDelivery: Decodable {
    let delivery: Delivery

    private enum CodingKeys: CodingKey {
        case rawPath, headers, requestContext, body, isBase64Encoded
    }

    private struct Context: Decodable {
        let http: HTTP

        struct HTTP: Decodable {
            let method: String
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let headers = try container.decode(JSONNode.self, forKey: .headers).members.map { name, value in
            Delivery.HeaderField(name, try value.decode(String.self))
        }
        let isBase64 = try container.decodeIfPresent(Bool.self, forKey: .isBase64Encoded) ?? false
        let body =
            isBase64
            ? try container.decodeIfPresent(Base64.self, forKey: .body)?.bytes
            : try container.decodeIfPresent(String.self, forKey: .body).map { Array($0.utf8) }
        delivery = Delivery(
            method: try container.decode(Context.self, forKey: .requestContext).http.method,
            path: try container.decode(String.self, forKey: .rawPath),
            headers: headers,
            body: body ?? [])
    }
}
