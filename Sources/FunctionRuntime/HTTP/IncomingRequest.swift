import NIOCore

/// A request whose head is there, and whose body comes.
struct IncomingRequest {
    let head: RequestHead
    private(set) var body = BlockBuffer()
    private var framing: Framing
    private let limit: Int

    private enum Framing {
        /// So many bytes are still to come.
        case length(Int)
        case chunks(ChunkedBody)
    }

    /// Why the body is not read to its end.
    enum Fault: Error {
        case malformed
        case tooLarge
    }

    /// Begins a request.
    ///
    /// - Parameters:
    ///   - head: The head.
    ///   - limits: How much of everything is taken.
    init(_ head: RequestHead, _ limits: HTTPLimits) {
        self.head = head
        limit = limits.bodyBytes
        framing =
            switch head.framing {
            case .length(let length): .length(length)
            case .chunked: .chunks(ChunkedBody(room: limits.headBytes))
            }
    }

    /// Takes what there is of the body.
    ///
    /// - Parameter bytes: What came; what is left of it belongs to the next request, or to nobody.
    /// - Throws: `Fault`.
    /// - Returns: Whether the request is whole.
    mutating func take(_ bytes: inout ByteBuffer) throws(Fault) -> Bool {
        switch framing {
        case .length(let rest):
            let taken = min(rest, bytes.readableBytes)
            try append(&bytes, taken)
            framing = .length(rest - taken)
            return taken == rest
        case .chunks(var chunks):
            defer { framing = .chunks(chunks) }
            return try take(&bytes, &chunks)
        }
    }

    private mutating func take(_ bytes: inout ByteBuffer, _ chunks: inout ChunkedBody) throws(Fault) -> Bool {
        while true {
            var index = 0
            let part: ChunkedBody.Part
            do throws(ChunkedBody.Malformed) {
                part = try chunks.next(bytes.readableBytesUInt8Span, from: &index)
            } catch {
                throw .malformed
            }
            switch part {
            case .data(let range):
                bytes.moveReaderIndex(forwardBy: range.lowerBound)
                try append(&bytes, range.count)
            case .more, .end:
                bytes.moveReaderIndex(forwardBy: index)
                return part == .end
            }
        }
    }

    private mutating func append(_ bytes: inout ByteBuffer, _ count: Int) throws(Fault) {
        guard count <= limit - body.count else { throw .tooLarge }
        if let slice = bytes.readSlice(length: count) { body.append(slice) }
    }
}
