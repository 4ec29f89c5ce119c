import Foundation

/// An authority that vouches for servers, made for one test by `openssl`.
public final class Authority: Sendable {
    /// The path of its certificate, in PEM.
    public var path: String { folder.path("ca.pem") }
    private let folder: Folder

    /// A certificate and its key, by their paths.
    public struct Identity: Sendable {
        /// The certificate, in PEM.
        public let certificate: String
        /// The key, in PEM.
        public let key: String
        /// Goes with the last that names a file in it.
        private let folder: Folder?

        /// Names a certificate and its key.
        public init(certificate: String, key: String) {
            self.init(certificate: certificate, key: key, in: nil)
        }

        fileprivate init(certificate: String, key: String, in folder: Folder?) {
            self.certificate = certificate
            self.key = key
            self.folder = folder
        }
    }

    /// `openssl` did not do what it was asked for.
    public struct Failure: Error, CustomStringConvertible {
        /// What it said.
        public let description: String
    }

    /// Makes an authority.
    ///
    /// - Throws: `Failure` where `openssl` cannot make it.
    public init() throws {
        folder = try Folder()
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", "/CN=Authority", "-keyout", folder.path("ca.key"), "-out", path,
            "-addext", "keyUsage=critical,keyCertSign")
    }

    /// Makes a certificate.
    ///
    /// - Parameters:
    ///   - names: What it is for: `DNS:localhost`, `IP:127.0.0.1`.
    ///   - days: How long it is good from now on; it has expired where that is less than nothing.
    ///   - isSelfSigned: Whether it is self-signed.
    /// - Returns: Where it is, and its key.
    /// - Throws: `Failure` where `openssl` cannot make it.
    public func identity(
        _ names: String = "DNS:localhost,IP:127.0.0.1", days: Int = 10, isSelfSigned: Bool = false
    ) throws -> Identity {
        let name = UUID().uuidString
        let (request, key, certificate) = (
            folder.path("\(name).csr"), folder.path("\(name).key"), folder.path("\(name).pem")
        )
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=server",
            "-keyout", key, "-out", request)
        let extensions = try folder.write("subjectAltName=\(names)\n", to: "\(name).ext")
        let signer = isSelfSigned ? ["-signkey", key] : ["-CA", path, "-CAkey", folder.path("ca.key")]
        try openssl(
            ["x509", "-req", "-in", request, "-days", "\(days)", "-extfile", extensions, "-out", certificate] + signer)
        return Identity(certificate: certificate, key: key, in: folder)
    }

    private func openssl(_ arguments: String...) throws { try openssl(arguments) }

    private func openssl(_ arguments: [String]) throws {
        let outcome = try Program("/usr/bin/env").run(["openssl"] + arguments, input: Data())
        guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    }
}
