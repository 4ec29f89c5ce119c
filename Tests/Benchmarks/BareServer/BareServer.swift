import NIOCore
import NIOHTTP1
import NIOPosix

/// What there is to gain at most: NIO's own HTTP server, which reads a request and answers with so many fixed bytes.
///
/// Usage: `BareServer PORT BYTES`.
@main
struct BareServer {
    static func main() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 2 else { fatalError("usage: BareServer PORT BYTES") }
        let body = ByteBuffer(repeating: UInt8(ascii: "x"), count: numbers[1])
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(FixedAnswer(body: body))
                }
            }
            .bind(host: "127.0.0.1", port: numbers[0]).get()
        try await server.closeFuture.get()
    }
}

private final class FixedAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let body: ByteBuffer

    init(body: ByteBuffer) {
        self.body = body
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        let headers: HTTPHeaders = [
            "Content-Type": "application/cloudevents-batch+json", "Content-Length": "\(body.readableBytes)",
        ]
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
