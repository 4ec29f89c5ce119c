import LearnHooks
import NIOCore
import NIOHTTP1

extension Answer {
    /// Whether a connection goes on behind an answer.
    enum Persistence {
        /// It does, as is usual in HTTP/1.1.
        case usual
        /// It does, and whoever speaks HTTP/1.0 is told so.
        case told
        /// It ends.
        case last
        /// The body has no end but the connection's.
        case endless
    }

    /// The answer as it goes over a connection.
    ///
    /// - Parameters:
    ///   - persistence: Whether the connection goes on.
    ///   - hasBody: Whether the body goes with it, as it does but for `HEAD`.
    ///   - allocator: Where room for it comes from.
    /// - Returns: The bytes.
    func message(_ persistence: Persistence, hasBody: Bool, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: body.count + 256)
        if status == 200 {
            buffer.writeStaticString("HTTP/1.1 200 OK\r\n")
        } else {
            buffer.writeString("HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n")
        }
        for field in headers {
            buffer.writeString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
            buffer.writeStaticString("\r\n")
        }
        if status != 204, persistence != .endless {
            buffer.writeStaticString("Content-Length: ")
            buffer.writeString(String(body.count))
            buffer.writeStaticString("\r\n")
        }
        switch persistence {
        case .usual: break
        case .told: buffer.writeStaticString("Connection: keep-alive\r\n")
        case .last, .endless: buffer.writeStaticString("Connection: close\r\n")
        }
        buffer.writeStaticString("\r\n")
        if hasBody { buffer.writeBytes(body) }
        return buffer
    }
}
