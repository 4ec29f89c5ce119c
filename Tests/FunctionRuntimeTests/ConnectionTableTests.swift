import NIOCore
import Testing

@testable import FunctionRuntime

@Suite struct ConnectionTableTests {
    /// A connection, which is told from others by being itself.
    private final class Peer: Sendable {}

    private func time(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    @Test func whoHasGoneLongestWithoutProofMakesRoom() throws {
        var table = ConnectionTable<Peer>(limit: 3)
        let peers = (0..<5).map { _ in Peer() }
        for (number, peer) in peers.prefix(3).enumerated() {
            #expect(table.add(peer, id: ObjectIdentifier(peer), at: time(Int64(number))) == nil)
        }
        // The first has proven something since.
        let standing = try #require(table.standing(of: ObjectIdentifier(peers[0])))
        standing.prove()
        standing.settle(at: time(10))
        #expect(table.add(peers[3], id: ObjectIdentifier(peers[3]), at: time(11)) === peers[1])
        #expect(table.add(peers[4], id: ObjectIdentifier(peers[4]), at: time(12)) === peers[2])
        #expect(table.count == 3)
    }

    @Test func whoWaitsForAnAnswerToHisProofStays() throws {
        var table = ConnectionTable<Peer>(limit: 1)
        let (first, second, third) = (Peer(), Peer(), Peer())
        _ = table.add(first, id: ObjectIdentifier(first), at: time(0))
        let standing = try #require(table.standing(of: ObjectIdentifier(first)))
        standing.prove()
        #expect(table.room == 0)
        #expect(table.add(second, id: ObjectIdentifier(second), at: time(1)) == nil)
        table.remove(ObjectIdentifier(second))
        standing.settle(at: time(2))
        #expect(table.room == 1)
        #expect(table.add(third, id: ObjectIdentifier(third), at: time(3)) === first)
    }

    @Test func whoHasGoneLeavesRoom() {
        var table = ConnectionTable<Peer>(limit: 1)
        let (first, second) = (Peer(), Peer())
        _ = table.add(first, id: ObjectIdentifier(first), at: time(0))
        table.remove(ObjectIdentifier(first))
        #expect(table.room == 1)
        #expect(table.add(second, id: ObjectIdentifier(second), at: time(1)) == nil)
    }
}
