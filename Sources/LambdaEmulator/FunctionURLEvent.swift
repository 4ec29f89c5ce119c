import FunctionRuntime
import LearnHooks

/// A request as Lambda hands it to a function behind a URL: payload format 2.0.
///
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html, Request payload format.
struct FunctionURLEvent {
    let request: Delivery
    let call: String
    let time: Timestamp

    /// The event, as JSON.
    var json: [UInt8] {
        let host = request.headers(named: "host").first ?? ""
        let domain = String(host.prefix { $0 != ":" })
        let cookies = request.headers(named: "cookie").flatMap { $0.split(separator: ";") }.map(\.trimmed)
        let text = isText ? String(validating: request.body, as: UTF8.self) : nil
        var writer = JSONWriter(capacity: request.body.count * 2 + 2_048)
        writer.object { event in
            event.member("version", "2.0")
            event.member("routeKey", "$default")
            event.member("rawPath", request.path)
            event.member("rawQueryString", request.query)
            event.member("cookies", cookies.isEmpty ? nil : .array(cookies.map { .string($0) }))
            event.member("headers", headers)
            event.member("queryStringParameters", request.query.isEmpty ? nil : .object(parameters))
            event.member(
                "requestContext",
                [
                    "accountId": "anonymous", "apiId": "emulator", "domainName": .string(host),
                    "domainPrefix": .string(String(domain.prefix { $0 != "." })),
                    "http": [
                        "method": .string(request.method), "path": .string(request.path), "protocol": "HTTP/1.1",
                        "sourceIp": "127.0.0.1",
                        "userAgent": .string(request.headers(named: "user-agent").first ?? ""),
                    ],
                    "requestId": .string(call), "routeKey": "$default", "stage": "$default",
                    "time": .string(time.inLogs), "timeEpoch": .number(JSONNumber(time.milliseconds)),
                ])
            if !request.body.isEmpty { event.member("body", text ?? Base64.text(of: request.body)) }
            event.member("isBase64Encoded", !request.body.isEmpty && text == nil)
        }
        return writer.bytes
    }

    /// The header without cookies, which are members of their own.
    private var headers: JSONValue {
        var request = request
        request.headers.removeAll { $0.name.lowercased() == "cookie" }
        return request.joinedHeaders
    }

    /// Whether the body is text by its type; all else, and what has no type, comes in base64.
    private var isText: Bool {
        let type = request.headers(named: "content-type").first?.lowercased().prefix { $0 != ";" && $0 != " " } ?? ""
        return request.headers(named: "content-encoding").isEmpty
            && (type.hasPrefix("text/") || ["json", "xml", "javascript"].contains { type == "application/\($0)" })
    }

    /// The parameters of the query, decoded; repeated ones are joined with a comma.
    private var parameters: [JSONValue.Member] {
        var parameters: [(name: String, value: String)] = []
        for pair in request.query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (parts[0].formDecoded, parts.count > 1 ? parts[1].formDecoded : "")
            if let index = parameters.firstIndex(where: { $0.name == name }) {
                parameters[index].value += ",\(value)"
            } else {
                parameters.append((name, value))
            }
        }
        return parameters.map { .init($0.name, .string($0.value)) }
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }

    /// The text with its percent signs and pluses undone; what is not UTF-8 is replaced.
    fileprivate var formDecoded: String { replacing("+", with: " ").percentDecoded }
}

extension StringProtocol {
    /// The text with its percent signs undone; what is not UTF-8 is replaced.
    var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Timestamp {
    /// The time as in a web server's log: `12/Mar/2020:19:03:58 +0000`.
    fileprivate var inLogs: String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = description
        let parts = text.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), months.indices.contains(month - 1) else { return text }
        return "\(parts[2])/\(months[month - 1])/\(parts[0]):\(text.dropFirst(11).prefix(8)) +0000"
    }
}
