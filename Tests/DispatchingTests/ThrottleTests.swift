import NIOCore
import NIOPosix
import Testing

@testable import Dispatching

@Suite struct ThrottleTests {
    private let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

    @Test func soManyGoAtATimeThoseFirstThatCameFirst() async throws {
        let throttle = Throttle(concurrency: 2, rate: nil)
        let tickets = (0..<5).map { _ in throttle.ticket(on: eventLoop) }
        try await tickets[0].turn.get()
        try await tickets[1].turn.get()
        #expect(throttle.waiting == 3)
        throttle.end()
        try await tickets[2].turn.get()
        #expect(throttle.waiting == 2)
        // Who has left gets no turn, and takes none from another.
        tickets[3].giveUp()
        throttle.end()
        try await tickets[4].turn.get()
        await #expect(throws: (any Error).self) { try await tickets[3].turn.get() }
    }

    @Test func soManyGoInASecond() async throws {
        let throttle = Throttle(concurrency: 100, rate: 50)
        let start = NIODeadline.now()
        for _ in 0..<6 { try await throttle.ticket(on: eventLoop).turn.get() }
        #expect(NIODeadline.now() - start >= .milliseconds(100))
    }
}
