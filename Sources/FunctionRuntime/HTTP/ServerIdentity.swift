import HTTPClient
import NIOCore
import NIOSSL

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The certificate that a server shows, with its key: read anew when they change, so that a renewal needs no restart.
///
/// Of a pair that is half renewed nothing is used: the old one stays, until both fit.
public struct ServerIdentity: Sendable {
    /// Why a pair is none.
    struct Problem: Error {
        /// What was expected.
        let description: String
        /// Whether the key is at fault, and not the certificate.
        let isOfKey: Bool
    }

    private let contexts: WatchedFiles<NIOSSLContext>
    /// Whether everybody on the machine may read the key.
    let isKeyPublic: Bool

    /// Reads a pair.
    ///
    /// - Parameters:
    ///   - certificateFile: The path of the certificate in PEM, those that vouch for it behind it.
    ///   - keyFile: The path of the key in PEM.
    /// - Throws: `Problem` where one cannot be read, or they do not fit.
    init(certificateFile: String, keyFile: String) throws(Problem) {
        contexts = WatchedFiles([certificateFile, keyFile]) {
            try Self.context(certificateFile: certificateFile, keyFile: keyFile)
        }
        isKeyPublic = (try? File(reading: keyFile).isReadableByAll) == true
        do {
            _ = try contexts.value()
        } catch {
            throw error as? Problem ?? Problem(description: "expected a certificate and its key", isOfKey: false)
        }
    }

    /// Returns the handler of one connection.
    ///
    /// - Throws: What NIOSSL throws where there is no memory for it.
    func handler() throws -> NIOSSLServerHandler { NIOSSLServerHandler(context: try contexts.value()) }

    /// What is spoken in TLS 1.2.
    ///
    /// With forward secrecy, so that a key that is stolen later opens nothing that was recorded, and authenticated as a whole. TLS
    /// 1.3 knows nothing else.
    private static let ciphers: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]

    /// Reads each certificate of a file by itself.
    ///
    /// NIOSSL's own reader of whole files takes an error that was left on its thread, as by a handshake, for one of the file.
    private static func chain(_ path: String) throws -> [NIOSSLCertificate] {
        let end = "-----END CERTIFICATE-----"
        let text = String(decoding: try File(reading: path).readToEnd(limit: 1 << 20), as: UTF8.self)
        return try text.ranges(of: "-----BEGIN CERTIFICATE-----").map { begin in
            let rest = text[begin.lowerBound...]
            let block = rest[..<(rest.firstRange(of: end)?.upperBound ?? rest.endIndex)]
            return try NIOSSLCertificate(bytes: Array("\(block)\n".utf8), format: .pem)
        }
    }

    private static func context(certificateFile: String, keyFile: String) throws(Problem) -> NIOSSLContext {
        guard let chain = try? chain(certificateFile), !chain.isEmpty else {
            throw Problem(description: "expected a readable file of certificates in PEM", isOfKey: false)
        }
        guard let key = try? NIOSSLPrivateKey(file: keyFile, format: .pem) else {
            throw Problem(
                description: "expected a readable file of a key in PEM, without a password", isOfKey: true)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = ciphers
        // Whoever is closed has seen the last answer, or has none to see; one who does not say goodbye holds memory so long.
        configuration.shutdownTimeout = .milliseconds(50)
        configuration.applicationProtocols = ["http/1.1"]
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw Problem(description: "expected the certificate's key, found another's", isOfKey: true)
        }
    }
}
