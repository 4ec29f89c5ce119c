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
    }

    /// The answer as it goes over a connection.
    ///
    /// - Parameters:
    ///   - persistence: Whether the connection goes on.
    ///   - hasBody: Whether the body goes with it, as it does but for `HEAD`.
    ///   - allocator: Where room for it comes from.
    /// - Returns: The bytes.
    func message(_ persistence: Persistence, hasBody: Bool, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        let reason = HTTPResponseStatus(statusCode: status).reasonPhrase
        var buffer = allocator.buffer(capacity: body.count + 256)
        buffer.writeString("HTTP/1.1 \(status) \(reason)\r\n")
        for field in headers {
            buffer.writeString(field.name)
            buffer.writeString(": ")
            buffer.writeString(field.value)
            buffer.writeString("\r\n")
        }
        if status != 204 { buffer.writeString("Content-Length: \(body.count)\r\n") }
        switch persistence {
        case .usual: break
        case .told: buffer.writeString("Connection: keep-alive\r\n")
        case .last: buffer.writeString("Connection: close\r\n")
        }
        buffer.writeString("\r\n")
        if hasBody { buffer.writeBytes(body) }
        return buffer
    }
}
