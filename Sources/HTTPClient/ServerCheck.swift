package import NIOCore
import NIOSSL

/// The certificate and the answer of a server that was checked.
package struct ServerCheck: Sendable {
    /// The certificate that it showed, whether it is valid or not, or nil without TLS.
    package var certificate: Certificate?
    /// The status that it answered with, or why it did not.
    package let answer: Result<Int, ClientError>

    /// What a certificate says of itself.
    package struct Certificate: Sendable {
        /// The names and addresses that it is for.
        package let names: [String]
        /// The Unix seconds until which it is good.
        package let end: Int64

        fileprivate init(_ certificate: NIOSSLCertificate) {
            end = Int64(certificate.notValidAfter)
            names = certificate._subjectAlternativeNames().compactMap { name in
                switch name.nameType {
                case .dnsName: String(decoding: name.contents, as: UTF8.self)
                case .ipAddress where name.contents.count == 4: name.contents.map { "\($0)" }.joined(separator: ".")
                default: nil
                }
            }
        }
    }

    /// Looks at a server: makes a request over a connection of its own, and sees whom it is connected to.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - roots: The authorities that the certificate is verified by.
    ///   - eventLoop: Where the answer is waited for.
    ///   - time: The most time that it may take.
    /// - Returns: What it showed.
    package static func make(
        _ request: ClientRequest, roots: TrustRoots?, on eventLoop: any EventLoop, within time: TimeAmount
    ) -> EventLoopFuture<ServerCheck> {
        let opened = ClientConnection.open(
            to: request.address, on: eventLoop, within: time, roots: roots, bodies: .passedOver)
        return opened.flatMap { channel in
            let promise = eventLoop.makePromise(of: ClientAnswer.self)
            channel.writeAndFlush(ClientConnection.Exchange(request: request, promise: promise))
                .whenFailure { _ in promise.fail(ClientError.lost) }
            let timer = eventLoop.scheduleTask(in: time) {
                promise.fail(ClientError.timeout)
                channel.close(promise: nil)
            }
            let certificate = certificate(of: channel)
            return promise.futureResult.map { ServerCheck(certificate: certificate, answer: .success($0.status)) }
                .flatMapErrorThrowing {
                    ServerCheck(certificate: certificate, answer: .failure($0 as? ClientError ?? .lost))
                }
                .always { _ in
                    timer.cancel()
                    channel.close(promise: nil)
                }
        }.flatMapError { error in
            let error = ClientError(connecting: error)
            guard case .tls = error else {
                return eventLoop.makeSucceededFuture(ServerCheck(answer: .failure(error)))
            }
            return unverified(request, on: eventLoop, within: time).map {
                ServerCheck(certificate: $0, answer: .failure(error))
            }
        }
    }

    /// Reads a certificate that is not trusted, and sends nothing.
    private static func unverified(
        _ request: ClientRequest, on eventLoop: any EventLoop, within time: TimeAmount
    ) -> EventLoopFuture<Certificate?> {
        ClientConnection.open(
            to: request.address, on: eventLoop, within: time, roots: .unverified, bodies: .passedOver
        ).map { channel in
            defer { channel.close(promise: nil) }
            return certificate(of: channel)
        }.flatMapErrorThrowing { _ in nil }
    }

    private static func certificate(of channel: any Channel) -> Certificate? {
        (try? channel.pipeline.syncOperations.nioSSL_peerCertificate()).map { Certificate($0) }
    }
}
