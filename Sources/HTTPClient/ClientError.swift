import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Why a request has no answer.
package enum ClientError: Error, Equatable, CustomStringConvertible {
    /// The server's name leads to no address.
    case noSuchHost
    /// The connection was not accepted, or not in time.
    case noConnection
    /// TLS cannot be spoken with it, and why.
    case tls(String)
    /// The answer did not come in time.
    case timeout
    /// The connection ended before a byte of the answer.
    case lost
    /// The connection ended in the answer.
    case cutOff
    /// What came is not HTTP, or too long.
    case garbled

    /// What happened, in words for people.
    package var description: String {
        switch self {
        case .noSuchHost: "no such host"
        case .noConnection: "no connection to it"
        case .tls(let problem): "TLS fails: \(problem)"
        case .timeout: "no answer in time"
        case .lost: "the connection was lost"
        case .cutOff: "the connection was lost in the answer"
        case .garbled: "the answer is not HTTP, or too long"
        }
    }

    /// Takes the error of a connection that was to be opened.
    init(connecting error: any Error) {
        switch error {
        case let error as ClientError: self = error
        // Without a single address there was nothing to connect to.
        case let error as NIOConnectionError where error.connectionErrors.isEmpty: self = .noSuchHost
        case is SocketAddressError: self = .noSuchHost
        default: self = Self(tls: error) ?? .noConnection
        }
    }

    /// Takes an error of TLS; nil if it is another, or says no more than that the connection has ended.
    init?(tls error: any Error) {
        switch error {
        case NIOSSLError.uncleanShutdown: return nil
        case NIOSSLError.handshakeFailed(.sslError(let errors)) where errors.contains(.eofDuringHandshake): return nil
        case NIOSSLError.handshakeFailed(let error):
            self = .tls(Self.words(for: "\(error)"))
        case is NIOSSLExtraError, NIOSSLError.unableToValidateCertificate:
            self = .tls("its certificate is for another name")
        case is NIOSSLError, is BoringSSLError:
            self = .tls(Self.words(for: "\(error)"))
        default: return nil
        }
    }

    /// Explains BoringSSL's name of an error to a person who must correct it.
    private static func words(for error: String) -> String {
        let meanings = [
            (
                "CERTIFICATE_VERIFY_FAILED",
                "its certificate has expired, or no authority that is trusted vouches for it"
            ),
            ("WRONG_VERSION_NUMBER", "it speaks no TLS at this port"),
            ("PROTOCOL_VERSION", "it speaks no TLS 1.2 or later"),
            ("UNSUPPORTED_PROTOCOL", "it speaks no TLS 1.2 or later"),
        ]
        return meanings.first { error.contains($0.0) }?.1 ?? "the handshake fails"
    }
}
