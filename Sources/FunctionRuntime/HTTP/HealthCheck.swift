import HTTPClient
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

    /// Creates the check of a server with these options: at the address of its own for such pages, where there is one.
    ///
    /// - Throws: `ConfigurationError` where they do not say where it listens.
    init(_ options: HTTPServer.Options) throws(ConfigurationError) {
        guard options.admin != nil || options.identity == nil else {
            throw ConfigurationError(
                variable: "ADMIN", problem: "expected host:port: a certificate is for another name than this machine's")
        }
        let (host, port) = options.admin ?? (options.host, options.port)
        guard port > 0 else {
            throw ConfigurationError(variable: "PORT", problem: "expected the port that the server listens at, found 0")
        }
        let own = ["0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"][host] ?? host
        let authority = "\(own.contains(":") && !own.hasPrefix("[") ? "[\(own)]" : own):\(port)"
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
        let answer: ClientAnswer
        do {
            answer = try await ConnectionPool(roots: nil).send(
                ClientRequest(.GET, at: address), on: MultiThreadedEventLoopGroup.singleton.next(),
                until: .now() + Self.patience
            ).get()
        } catch {
            throw Failure(description: "\(address.authority): no answer")
        }
        guard answer.status == 200 else {
            throw Failure(description: "\(address.authority): answered \(answer.status)")
        }
    }
}
