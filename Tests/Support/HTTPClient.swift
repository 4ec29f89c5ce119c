public import LearnHooks

/// Reads answers from a connection, one behind the other.
public struct HTTPClient: Sendable {
    /// An answer.
    public struct Response: Sendable {
        /// The status.
        public let status: Int
        /// The fields, their names in lower case.
        public let headers: [String: String]
        /// The body.
        public let body: [UInt8]

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
        /// Whether the connection ends behind it.
        public var isLast: Bool { headers["connection"] == "close" }
    }

    /// What came is no answer.
    public struct Malformed: Error, CustomStringConvertible {
        /// What came.
        public let description: String
    }

    /// The connection.
    public let connection: Connection
    private var received: [UInt8] = []

    /// Connects to a port of 127.0.0.1.
    ///
    /// - Throws: `Connection.Failure` where nobody listens.
    public init(port: Int, seconds: Int = Patience.seconds) throws {
        connection = try Connection(port: port, seconds: seconds)
    }

    /// Sends a request with a body, and reads the answer.
    public mutating func send(_ delivery: Delivery, headers: [String] = []) throws -> Response {
        try connection.send(Self.bytes(of: delivery, headers: headers))
        return try response()
    }

    /// The bytes of a delivery as a request.
    public static func bytes(of delivery: Delivery, headers: [String] = []) -> [UInt8] {
        let fields = delivery.headers.map { "\($0.name): \($0.value)" } + headers
        let head =
            ["\(delivery.method) \(delivery.path) HTTP/1.1", "Host: localhost"] + fields
            + ["Content-Length: \(delivery.body.count)", "", ""]
        return Array(head.joined(separator: "\r\n").utf8) + delivery.body
    }

    /// Sends a request without a body, and reads the answer.
    public mutating func get(_ path: String, method: String = "GET") throws -> Response {
        try ask(path, method: method)
        return try response(isHead: method == "HEAD")
    }

    /// Sends a request without a body.
    public func ask(_ path: String, method: String = "GET") throws {
        try connection.send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }

    /// Reads the next answer.
    ///
    /// - Throws: `Connection.Failure` or `Malformed`.
    public mutating func response(isHead: Bool = false) throws -> Response {
        var headEnd = received.endOfHead
        while headEnd == nil {
            let more = try connection.receive()
            guard !more.isEmpty else {
                throw Malformed(description: "closed behind: \(String(decoding: received, as: UTF8.self))")
            }
            received += more
            headEnd = received.endOfHead
        }
        let lines = String(decoding: received[..<(headEnd ?? 0)], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        received.removeFirst(headEnd ?? 0)
        guard let status = lines.first.flatMap({ Int($0.split(separator: " ").dropFirst().first ?? "") }) else {
            throw Malformed(description: String(lines.first ?? ""))
        }
        let length = isHead ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
        while received.count < length {
            let more = try connection.receive()
            guard !more.isEmpty else { throw Malformed(description: "closed within a body") }
            received += more
        }
        let body = Array(received.prefix(length))
        received.removeFirst(length)
        return Response(status: status, headers: headers, body: body)
    }

    /// Whether the other side closes, and has sent nothing more.
    public mutating func isAtEnd() throws -> Bool {
        try received.isEmpty && connection.receive().isEmpty
    }
}

extension [UInt8] {
    fileprivate var endOfHead: Int? {
        firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
    }
}
