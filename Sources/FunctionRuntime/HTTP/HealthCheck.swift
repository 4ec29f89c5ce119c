import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks the server on this machine whether it takes requests: in an image there is no other program that could.
struct HealthCheck {
    /// It does not, or is not there.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let address: HTTPAddress
    private static let patience = TimeAmount.seconds(5)

    /// Creates the check of a server with these options.
    ///
    /// - Throws: `ConfigurationError` where they do not say where it listens.
    init(_ options: HTTPServer.Options) throws(ConfigurationError) {
        guard options.port > 0 else {
            throw ConfigurationError(variable: "PORT", problem: "expected the port that the server listens at, found 0")
        }
        let own = ["0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"]
        let host = own[options.host] ?? options.host
        let authority = "\(host.contains(":") ? "[\(host)]" : host):\(options.port)"
        do throws(HTTPAddress.Problem) {
            address = try HTTPAddress("http://\(authority)\(ServicePage.readiness.rawValue)")
        } catch {
            throw ConfigurationError(variable: "HOST", problem: "expected the address that the server listens at")
        }
    }

    /// Asks once.
    ///
    /// - Throws: `Failure` where there is no answer within some seconds, or one that says no.
    func run() async throws(Failure) {
        let reply: ClientConnection.Reply
        do {
            reply = try await ask()
        } catch {
            throw Failure(description: "\(address.authority): no answer")
        }
        guard reply.status == 200 else {
            throw Failure(description: "\(address.authority): answered \(reply.status)")
        }
    }

    private func ask() async throws -> ClientConnection.Reply {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let channel = try await ClientConnection.open(
            to: address, on: eventLoop, within: Self.patience, keepsBodies: false
        ).get()
        // Closed in any case: with the connection the answer is given up.
        let deadline = eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
        defer {
            deadline.cancel()
            channel.close(promise: nil)
        }
        let promise = eventLoop.makePromise(of: ClientConnection.Reply.self)
        let request = ClientRequest(.GET, address.path, at: address, fields: [])
        channel.writeAndFlush(ClientConnection.Exchange(request: request, promise: promise))
            .whenFailure { _ in promise.fail(ClientConnection.Lost()) }
        return try await promise.futureResult.get()
    }
}
