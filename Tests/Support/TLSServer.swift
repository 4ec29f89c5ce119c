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
            certificateChain: try NIOSSLCertificate.fromPEMFile(identity.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem)))
        change(&configuration)
        let context = try NIOSSLContext(configuration: configuration)
        let counts = Counts()
        self.counts = counts
        let port = server.port
        listener = try ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: context), Relay(counts),
                    ])
                }.flatMap {
                    ClientBootstrap(group: channel.eventLoop)
                        .channelInitializer { other in
                            other.eventLoop.makeCompletedFuture {
                                try other.pipeline.syncOperations.addHandler(Relay(to: channel))
                            }
                        }
                        .connect(host: "127.0.0.1", port: port)
                }.flatMapThrowing { other in
                    try channel.pipeline.syncOperations.handler(type: Relay.self).other = other
                    channel.setOption(.autoRead, value: true).whenComplete { _ in channel.read() }
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

    /// Hands on what comes to another channel.
    private final class Relay: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        var other: (any Channel)?
        private let counts: Counts?

        init(_ counts: Counts? = nil, to other: (any Channel)? = nil) {
            self.other = other
            self.counts = counts
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted = event as? TLSUserEvent { counts?.handshakes.add(1, ordering: .relaxed) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            other?.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            other?.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
