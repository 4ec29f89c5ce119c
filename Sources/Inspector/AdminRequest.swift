package import LearnHooks

/// A request to the journal's API, whatever carries it.
package struct AdminRequest: Sendable, Equatable {
    /// The method: nothing changes by `GET`.
    package var method: String
    /// The segments of the path, decoded: `["v1", "deliveries"]`.
    package var path: [String]
    /// The parameters of the query, decoded; of one that stands there twice, the last.
    package var query: [String: String]
    /// The body, in JSON, or empty if there is none.
    package var body: [UInt8]

    /// Creates a request.
    package init(_ method: String, _ path: [String], query: [String: String] = [:], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }

    /// Reads the target of an HTTP request; nil if it is not well-formed.
    package init?(_ method: String, target: String, body: [UInt8]) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path: [String] = []
        for segment in parts[0].split(separator: "/") {
            guard let text = segment.percentDecoded else { return nil }
            path.append(text)
        }
        var query: [String: String] = [:]
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = sides[0].percentDecoded, let value = (sides.dropFirst().first ?? "").percentDecoded else {
                return nil
            }
            query[name] = value
        }
        self.init(method, path, query: query, body: body)
    }

    /// The target as an HTTP request names it.
    package var target: String {
        let path = path.map { "/\($0.percentEncoded)" }.joined()
        guard !query.isEmpty else { return path }
        let pairs = query.sorted { $0.key < $1.key }.map { "\($0.key.percentEncoded)=\($0.value.percentEncoded)" }
        return "\(path)?\(pairs.joined(separator: "&"))"
    }
}

/// The answer to a request of the API.
package struct AdminAnswer: Sendable {
    /// The HTTP status.
    package var status: Int
    /// The media type of the body.
    package var mediaType = "application/json"
    /// The body.
    package var body: [UInt8]
    /// Other fields of the header.
    package var headers: [Delivery.HeaderField] = []

    /// Creates an answer.
    package init(status: Int = 200, mediaType: String = "application/json", body: [UInt8]) {
        self.status = status
        self.mediaType = mediaType
        self.body = body
    }

    /// Answers with a JSON value, on a line.
    package static func json(_ write: (inout JSONWriter) -> Void) -> AdminAnswer {
        var writer = JSONWriter()
        write(&writer)
        writer.newline()
        return AdminAnswer(body: writer.bytes)
    }

    /// Says what is wrong, as RFC 9457 puts it.
    package static func problem(_ status: Int, _ detail: String) -> AdminAnswer {
        var answer = json { writer in
            writer.object { problem in
                problem.member("status", JSONNumber(status))
                problem.member("detail", detail)
            }
        }
        answer.status = status
        answer.mediaType = "application/problem+json"
        return answer
    }
}

extension Substring {
    /// The text without its percent encoding, in which a plus is a plus, or nil if that is not well-formed.
    ///
    /// Source: RFC 3986, 2.1
    fileprivate var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16), high != UInt8(ascii: "+")
            else { return nil }
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension String {
    /// The text with everything percent-encoded that is not unreserved.
    fileprivate var percentEncoded: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
            }
        }.joined()
    }
}
