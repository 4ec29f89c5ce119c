import NIOCore
import Testing

@testable import FunctionRuntime

@Suite struct BodyBudgetTests {
    private let kilobyte = 1 << 10
    private let megabyte = 1 << 20

    private func time(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    @Test func theSlowestBodyMakesRoom() {
        var budget = BodyBudget<String>(limit: 32 << 20)
        let slow = budget.begin("slow", at: time(0))
        let slower = budget.begin("slower", at: time(0))
        let fast = budget.begin("fast", at: time(9))
        #expect(budget.hold(10 * megabyte, by: slow, at: time(10)).isEmpty)
        #expect(budget.hold(9 * megabyte, by: slower, at: time(10)).isEmpty)
        #expect(budget.hold(8 * megabyte, by: fast, at: time(10)).isEmpty)
        #expect(budget.hold(10 * megabyte, by: fast, at: time(10)).map(\.sender) == ["slower"])
        #expect(budget.bytes.all == 20 * megabyte)
        // As many must go as is needed.
        #expect(budget.hold(28 * megabyte, by: fast, at: time(10)).map(\.sender) == ["slow"])
        // A body that is too large by itself makes room by its own end.
        #expect(budget.hold(29 * megabyte, by: fast, at: time(10)).map(\.sender) == ["fast"])
        #expect(budget.bytes == (0, 0))
    }

    @Test func whatIsHeldCountsAndNotWhatIsBegun() {
        var budget = BodyBudget<Int>(limit: 32 << 20)
        for number in 0..<10_000 { _ = budget.begin(number, at: time(0)) }
        #expect(budget.bytes.all == 0)
        let body = budget.begin(-1, at: time(0))
        #expect(budget.hold(28 * megabyte, by: body, at: time(1)).isEmpty)
    }

    @Test func largeBodiesLeaveRoomForSmallOnes() {
        var budget = BodyBudget<String>(limit: 32 << 20)
        for number in 0..<200 {
            let body = budget.begin("large \(number)", at: time(0))
            _ = budget.hold(megabyte, by: body, at: time(1))
        }
        #expect(budget.bytes.all == 28 * megabyte)
        // However slow they are: 4 MiB of small bodies find room, and no large one goes for them.
        for number in 0..<256 {
            let body = budget.begin("small \(number)", at: time(-100))
            #expect(budget.hold(16 * kilobyte, by: body, at: time(1)).isEmpty)
        }
        #expect(budget.bytes.all == 32 * megabyte)
        // One more than that is the slowest's to give up, and that one is small.
        let body = budget.begin("another", at: time(0))
        #expect(budget.hold(16 * kilobyte, by: body, at: time(1)).allSatisfy { $0.sender.hasPrefix("small") })
    }

    @Test func whatEndsIsGivenBack() {
        var budget = BodyBudget<String>(limit: megabyte)
        let body = budget.begin("a", at: time(0))
        _ = budget.hold(100 * kilobyte, by: body, at: time(1))
        budget.end(body)
        budget.end(body)
        #expect(budget.bytes == (0, 0))
        // Who was told to go holds nothing, whatever he says.
        #expect(budget.hold(megabyte, by: body, at: time(1)).isEmpty)
        #expect(budget.bytes == (0, 0))
    }
}
