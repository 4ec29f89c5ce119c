import NIOCore
import NIOHTTP1
import NIOPosix
import Support

@testable import HTTPClient

/// Makes requests over a pool, one behind the other, on one event loop.
struct Calls {
    let pool: ConnectionPool
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

    /// Makes calls that keep connections for as long as a busy machine may need between two of them, unless it is said.
    init(roots: TrustRoots? = nil, idle: TimeAmount = .hours(1), age: TimeAmount = .hours(1)) {
        var patience = ConnectionPool.Patience()
        (patience.idle, patience.age) = (idle, age)
        pool = ConnectionPool(roots: roots, patience: patience)
    }

    /// Makes a request, and returns the status of its answer, or why there is none.
    func post(
        _ url: String, body: [UInt8] = Array("{}".utf8), seconds: Int64 = 1_800
    ) async throws -> Result<Int, ClientError> {
        let request = ClientRequest(.POST, at: try HTTPAddress(url), body: body)
        do {
            return .success(try await pool.send(request, on: eventLoop, until: .now() + .seconds(seconds)).get().status)
        } catch let error as ClientError {
            return .failure(error)
        }
    }
}
