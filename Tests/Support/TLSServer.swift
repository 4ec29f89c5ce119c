import Foundation
import NIOCore
import NIOPosix
public import NIOSSL
import NIOTLS
import Synchronization

/// A server that speaks TLS in front of another, as a proxy does.
public final class TLSServer: Sendable {
    /// The port that it listens at.
    public let port: Int
    private let listener: any Channel
    private let counts: Counts
    private let server: TestServer

    private final class Counts: Sendable {
        let handshakes = Atomic(0)
    }

    /// Starts a server at a free port of 127.0.0.1.
    ///
    /// - Parameters:
    ///   - server: The server behind it.
    ///   - identity: What it shows.
    ///   - change: Changes what it speaks.
    /// - Throws: What NIO throws where it cannot listen, or the certificate cannot be read.
    public init(
        before server: TestServer, as identity: Authority.Identity,
        _ change: (inout TLSConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [
                .certificate(
                    try NIOSSLCertificate(
                        bytes: Array(try String(contentsOfFile: identity.certificate, encoding: .utf8).utf8),
                        format: .pem))
            ],
            privateKey: .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem)))
        change(&configuration)
        let context = try NIOSSLContext(configuration: configuration)
        let counts = Counts()
        (self.counts, self.server) = (counts, server)
        let port = server.port
        listener = try ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: context), Front(port, counts),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        self.port = listener.localAddress?.port ?? 0
    }

    deinit {
        listener.close(promise: nil)
    }

    /// How many handshakes came to their end.
    public var handshakes: Int { counts.handshakes.load(ordering: .relaxed) }

    /// Hands on what comes to the server behind, as soon as there is a connection to it.
    private final class Front: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let port: Int
        private let counts: Counts
        private var back: (any Channel)?
        private var held: [ByteBuffer] = []

        init(_ port: Int, _ counts: Counts) {
            self.port = port
            self.counts = counts
        }

        func channelActive(context: ChannelHandlerContext) {
            let front = context.channel
            let connecting = ClientBootstrap(group: context.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Back(to: front))
                    }
                }
                .connect(host: "127.0.0.1", port: port)
            connecting.assumeIsolated().whenComplete { result in
                guard case .success(let back) = result else { return front.close(promise: nil) }
                self.back = back
                for bytes in self.held { back.writeAndFlush(bytes, promise: nil) }
                self.held = []
            }
            context.fireChannelActive()
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted = event as? TLSUserEvent { counts.handshakes.add(1, ordering: .relaxed) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if let back { back.writeAndFlush(bytes, promise: nil) } else { held.append(bytes) }
        }

        func channelInactive(context: ChannelHandlerContext) {
            back?.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    /// Hands on what the server behind answers.
    private final class Back: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let front: any Channel

        init(to front: any Channel) {
            self.front = front
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            front.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            front.close(promise: nil)
        }
    }
}
