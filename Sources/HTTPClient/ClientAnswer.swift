package import NIOCore
package import NIOHTTP1

/// The answer of a server to a request.
package struct ClientAnswer: Sendable {
    /// The status and the header.
    package let head: HTTPResponseHead
    /// The body, where bodies are kept.
    package internal(set) var body = ByteBuffer()

    /// The status.
    package var status: Int { Int(head.status.code) }

    /// After how many seconds the client may try again, if the answer says so: from 0 to an hour.
    ///
    /// A date is compared with the answer's own, so that the two clocks need not agree. Source: RFC 9110, 10.2.3
    package var retryAfter: Int? {
        guard let text = head.headers.first(name: "retry-after") else { return nil }
        if (1...9).contains(text.utf8.count), let seconds = Int(text), seconds >= 0 { return min(seconds, 3_600) }
        guard let now = head.headers.first(name: "date").flatMap({ HTTPDate.seconds(of: $0) }),
            let date = HTTPDate.seconds(of: text)
        else { return nil }
        return Int(min(max(0, date - now), 3_600))
    }
}
