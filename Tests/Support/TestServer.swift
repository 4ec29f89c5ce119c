import Foundation
import Synchronization

/// A server that answers as a test says, and remembers what it was sent.
public final class TestServer: Sendable {
    /// A request that came.
    public struct Request: Sendable {
        /// The request line.
        public let line: String
        /// The fields, their names in lower case.
        public let headers: [String: String]
        /// The body as text.
        public let body: String
    }

    /// What becomes of a request.
    public enum Reply: Sendable {
        /// An answer with a status, after some seconds; the connection may end with it.
        case status(Int, after: Double = 0, closing: Bool = false)
        /// An answer with fields of a header and a body.
        case answer(Int, headers: [String], body: String)
        /// These very bytes, and the end of the connection.
        case bytes(String)
        /// Nothing, ever.
        case silence
        /// The end of the connection.
        case close
    }

    private let server: ScriptedServer
    private let state: State

    private final class State: Sendable {
        let requests = Mutex<[Request]>([])
        let connections = Mutex(0)
        let reply: @Sendable (Int, Request) -> Reply

        init(reply: @escaping @Sendable (Int, Request) -> Reply) { self.reply = reply }
    }

    /// Starts a server at a free port.
    ///
    /// - Parameter reply: What becomes of a request, by its number from 0.
    /// - Throws: `Connection.Failure` where none can be had.
    public init(_ reply: @escaping @Sendable (_ number: Int, _ request: Request) -> Reply) throws {
        let state = State(reply: reply)
        self.state = state
        server = try ScriptedServer { connection in
            state.connections.withLock { $0 += 1 }
            Self.serve(connection, state)
        }
    }

    /// The port that it listens at.
    public var port: Int { server.port }
    /// What was sent so far.
    public var requests: [Request] { state.requests.withLock { $0 } }
    /// How many connections were made so far.
    public var connections: Int { state.connections.withLock { $0 } }
    /// Where it is.
    public var url: String { "http://127.0.0.1:\(port)/actions" }

    private static func serve(_ connection: Connection, _ state: State) {
        var received: [UInt8] = []
        while let request = try? next(connection, &received) {
            let number = state.requests.withLock { requests in
                requests.append(request)
                return requests.count - 1
            }
            switch state.reply(number, request) {
            case .status(let status, let seconds, let isClosing):
                if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
                let end = isClosing ? "Connection: close\r\n" : ""
                let body = status == 204 ? "\r\n" : "Content-Length: 2\r\n\r\n{}"
                try? connection.send("HTTP/1.1 \(status) X\r\n\(end)\(body)")
                if isClosing { return }
            case .answer(let status, let fields, let body):
                let head = ["HTTP/1.1 \(status) X"] + fields + ["Content-Length: \(body.utf8.count)", "", body]
                try? connection.send(head.joined(separator: "\r\n"))
            case .bytes(let bytes):
                try? connection.send(bytes)
                return
            case .silence:
                while let more = try? connection.receive(), !more.isEmpty {}
                return
            case .close: return
            }
        }
    }

    /// Reads one request; nil where there is none.
    private static func next(_ connection: Connection, _ received: inout [UInt8]) throws -> Request? {
        while true {
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
                let lines = String(decoding: received[..<end], as: UTF8.self).components(separatedBy: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() where line.contains(":") {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
                }
                let length = headers["content-length"].flatMap { Int($0) } ?? 0
                if received.count >= end + length {
                    let body = String(decoding: received[end..<(end + length)], as: UTF8.self)
                    received.removeFirst(end + length)
                    return Request(line: lines[0], headers: headers, body: body)
                }
            }
            let more = try connection.receive()
            if more.isEmpty { return nil }
            received += more
        }
    }
}
