import Foundation
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

    /// Also over one that a process left behind, and whatever else makes files meanwhile.
    @Test func theOwnerAloneCanOpenItAndNoOtherFileIsMadeSo() async throws {
        let folder = try Folder()
        let group = MultiThreadedEventLoopGroup.singleton
        func bits(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        try #require(FileManager.default.createFile(atPath: folder.path("usual"), contents: nil))
        let usual = try bits(folder.path("usual"))
        _ = try folder.write("left behind", to: "s")
        let beginning = folder.path("f")
        let others = Task.detached {
            var found: [Int?] = []
            for number in 0..<200 {
                let path = "\(beginning)\(number)"
                _ = FileManager.default.createFile(atPath: path, contents: nil)
                found.append(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
                try FileManager.default.removeItem(atPath: path)
            }
            return Set(found)
        }
        for _ in 0..<20 {
            let socket = try await AdminSocket(at: folder.path("s"), on: group) { _, eventLoop in
                eventLoop.makeSucceededFuture(.json { $0.string("") })
            }
            #expect(try bits(folder.path("s")) == 0o600)
            #expect(AdminClient(at: folder.path("s")) != nil)
            await socket.close()
        }
        #expect(try await others.value == [usual])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["usual"])
    }
}
