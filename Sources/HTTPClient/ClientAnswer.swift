package import NIOCore
package import NIOHTTP1

/// The answer of a server that was called.
package struct ClientAnswer: Sendable {
    /// The status and the header.
    package let head: HTTPResponseHead
    /// The body, where bodies are kept.
    package internal(set) var body = ByteBuffer()

    /// The status.
    package var status: Int { Int(head.status.code) }

    /// After how many seconds whoever called may come again, where the answer says so: a number, from 0 to an hour.
    ///
    /// Source: RFC 9110, 10.2.3. The other form, a date, is passed over: it needs a clock that agrees with the server's.
    package var retryAfter: Int? {
        guard let text = head.headers.first(name: "retry-after"), (1...9).contains(text.utf8.count),
            let seconds = Int(text), seconds >= 0
        else { return nil }
        return min(seconds, 3_600)
    }
}
