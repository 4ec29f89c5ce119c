import Inspector
import LearnHooks
import NIOCore
import NIOPosix
import Support
import Testing

/// How much the socket beside a journal takes.
struct AdminSocketTests {
    @Test func whatIsTooLongIsRefusedAndTheNextIsTaken() async throws {
        let folder = try Folder()
        let group = MultiThreadedEventLoopGroup.singleton
        let socket = try await AdminSocket(at: folder.path("s"), on: group) { request, eventLoop in
            eventLoop.makeSucceededFuture(.json { $0.number(.init(request.body.count)) })
        }
        let client = try #require(AdminClient(at: folder.path("s")))
        let answers = try await group.next().makeFutureWithTask {
            try [16 << 20, (16 << 20) + 1, 1].map { count in
                try client.answer(to: AdminRequest("POST", ["v1", "x"], body: [UInt8](repeating: 32, count: count)))
            }
        }.get()
        await socket.close()
        #expect(answers.map(\.status) == [200, 413, 200])
        #expect(String(decoding: answers[1].body, as: UTF8.self).contains("16777216 bytes at most"))
    }
}
