package import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Speaks HTTP at a Unix socket beside the journal's file, which only its owner can open.
package struct AdminSocket: Sendable {
    /// Where it is.
    package let path: String
    private let channel: any Channel

    /// The error of a socket that cannot be opened.
    package struct Problem: Error, CustomStringConvertible {
        /// What is wrong, and what to do.
        package let description: String
    }

    /// The path of the socket of a journal.
    package static func path(ofJournal path: String) -> String { "\(path).sock" }

    /// Opens the socket.
    ///
    /// A socket that a killed process left is removed: the holder of the journal's lock is the only user of it.
    ///
    /// - Parameters:
    ///   - path: Where it is to be.
    ///   - group: The event loops that it runs on.
    ///   - answer: Answers requests.
    /// - Throws: `Problem` if it cannot be opened.
    package init(
        at path: String, on group: any EventLoopGroup,
        answer: @escaping @Sendable (AdminRequest, any EventLoop) -> EventLoopFuture<AdminAnswer>
    ) async throws(Problem) {
        self.path = path
        do {
            // Other users never have access: it is made in a folder that only its owner can enter, and moved to its place. The process's
            // own mask stays as it is, because it also counts for files that other threads make.
            let place = try PrivatePlace(beside: path)
            defer { place.leave() }
            channel = try await ServerBootstrap(group: group)
                .childChannelOption(.maxMessagesPerRead, value: 4)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                        try channel.pipeline.syncOperations.addHandler(AdminHandler(answer))
                    }
                }
                .bind(unixDomainSocketPath: place.path).get()
            try place.move(to: path)
        } catch {
            throw Problem(
                description:
                    "the socket \(path) cannot be opened, so that learnhooks journal cannot speak to this function: "
                    + "\(error)")
        }
    }

    /// Takes no more requests, and removes the socket.
    package func close() async {
        try? await channel.close()
        // The path is a C string for the length of the call.
        _ = unsafe unlink(path)
    }
}

/// A folder that its owner alone can enter, for as long as a socket is made in it.
private struct PrivatePlace {
    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Where the socket is made.
    var path: String { "\(folder)/s" }
    private let folder: String

    /// Makes the folder.
    ///
    /// A socket's path may have few bytes, so its name is short.
    init(beside path: String) throws {
        let parent = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        folder = "\(parent).s\(String(UInt32.random(in: .min ... .max), radix: 36))"
        // The paths here are C strings for the length of the calls.
        guard unsafe mkdir(folder, 0o700) == 0 else { throw Failure(description: "\(folder): error \(errno)") }
    }

    /// Moves the socket to its place: one that was there is replaced.
    func move(to target: String) throws {
        guard unsafe chmod(path, 0o600) == 0, unsafe rename(path, target) == 0 else {
            throw Failure(description: "\(target): error \(errno)")
        }
    }

    /// Removes the folder.
    func leave() {
        _ = unsafe unlink(path)
        _ = unsafe rmdir(folder)
    }
}

/// One connection: a request behind the other, each answered before the next is looked at.
private final class AdminHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (AdminRequest, any EventLoop) -> EventLoopFuture<AdminAnswer>
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    /// The most bytes of a request's body: as many as the answer of a platform's API may have.
    private static let mostBytes = 16 << 20

    init(_ answer: @escaping @Sendable (AdminRequest, any EventLoop) -> EventLoopFuture<AdminAnswer>) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let bytes):
            // A refused request may go on coming until its sender has read the answer.
            guard let head else { return }
            guard body.count + bytes.readableBytes <= Self.mostBytes else {
                (self.head, body) = (nil, [])
                return write(
                    .problem(413, "expected \(Self.mostBytes) bytes at most"), to: head, isRead: false, context)
            }
            body += bytes.readableBytesView
        case .end:
            guard let head else { return context.close(promise: nil) }
            self.head = nil
            guard let request = AdminRequest(head.method.rawValue, target: head.uri, body: body) else {
                return write(.problem(400, "the path or the query is not well-formed"), to: head, context)
            }
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            answer(request, context.eventLoop).hop(to: context.eventLoop).assumeIsolated().whenComplete { result in
                let answer = (try? result.get()) ?? .problem(500, "a fault of the function")
                self.write(answer, to: head, bound.value)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func write(
        _ answer: AdminAnswer, to head: HTTPRequestHead, isRead: Bool = true, _ context: ChannelHandlerContext
    ) {
        let isKept = isRead && head.isKeepAlive
        let headers: HTTPHeaders = [
            "Content-Type": answer.mediaType, "Content-Length": "\(answer.body.count)",
            "Connection": isKept ? "keep-alive" : "close",
        ]
        let response = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            // An unread body is skipped to its end, so that the sender reads the answer.
            if isRead, !isKept { channel.close(promise: nil) }
        }
    }
}
