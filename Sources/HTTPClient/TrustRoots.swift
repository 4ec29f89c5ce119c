package import NIOSSL

/// The authorities that servers' certificates are verified by; made when they are first needed, for that takes its time.
package final class TrustRoots: Sendable {
    /// The error of a machine or a file without authorities.
    package struct Missing: Error, CustomStringConvertible {
        /// What was expected.
        package let description: String
    }

    private let contexts: WatchedFiles<NIOSSLContext>

    /// Takes the authorities of a file.
    ///
    /// - Parameter file: The path of a file in PEM.
    package init(file: String) {
        contexts = WatchedFiles([file]) { try Self.context(.file(file)) }
    }

    /// Takes the system's authorities.
    ///
    /// - Throws: `Missing` if it has none.
    package init() throws(Missing) {
        #if os(Linux)
            guard let file = Self.systemFiles.first(where: { FileStamp($0) != nil }) else {
                throw Missing(
                    description:
                        "expected a file of authorities in PEM: this machine has none at \(Self.systemFiles.joined(separator: " or "))"
                )
            }
            contexts = WatchedFiles([file]) { try Self.context(.file(file)) }
        #else
            contexts = WatchedFiles([]) { try Self.context(.default) }
        #endif
    }

    /// No server is verified: for reading a certificate that is not trusted.
    static let unverified = TrustRoots(
        contexts: WatchedFiles([]) {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = .none
            return try NIOSSLContext(configuration: configuration)
        })

    private init(contexts: WatchedFiles<NIOSSLContext>) {
        self.contexts = contexts
    }

    /// Where systems keep their authorities: Debian and Alpine, Fedora.
    private static let systemFiles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

    /// Returns the context of connections that are verified so.
    ///
    /// - Throws: `Missing` if there are no authorities, or what NIOSSL throws where they cannot be read.
    package func context() throws -> NIOSSLContext { try contexts.value() }

    private static func context(_ roots: NIOSSLTrustRoots) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.trustRoots = roots
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
