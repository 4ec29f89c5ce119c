import Inspector
import LearnHooks
import Testing

/// What the inspector remembers of deliveries that prove nothing.
@Suite struct DoorMemoryTests {
    private func stranger(_ size: Int, at time: Int64 = 1) -> DoorMemory.Stranger {
        DoorMemory.Stranger(
            Delivery(method: "POST", path: "/knolyx", headers: [], body: Array(repeating: 0, count: size)), at: time,
            platform: "knolyx", type: nil, outcome: "not authentic", reason: "", status: 401, milliseconds: 0,
            reception: nil)
    }

    @Test func itForgetsTheOldest() {
        let memory = DoorMemory()
        for _ in 0..<300 { memory.remember(stranger(10)) }
        #expect(memory.strangers().count == 200)
        let numbers = memory.strangers().map(\.number)
        #expect(numbers == numbers.sorted() && Set(numbers).count == 200)
        #expect(memory.strangers(behind: numbers[197]).map(\.number) == Array(numbers.suffix(2)))
    }

    /// Two megabytes are enough for whoever likes to send much.
    @Test func itHoldsNoMoreThanTwoMegabytes() {
        let memory = DoorMemory()
        for _ in 0..<100 { memory.remember(stranger(200 << 10)) }
        let bytes = memory.strangers().reduce(0) { $0 + $1.delivery.body.count }
        #expect(bytes > 1 << 20 && bytes <= 2 << 20)
        memory.remember(stranger(1 << 20))
        #expect(memory.strangers().last?.delivery.body.isEmpty == true)
    }

    /// A page that was open goes on where it was, also behind a restart.
    @Test func numbersRiseWithTheTime() {
        let memory = DoorMemory()
        for time: Int64 in [5_000, 5_000, 4_000] { memory.remember(stranger(1, at: time)) }
        #expect(memory.strangers().map(\.number) == [5_000, 5_001, 5_002])
    }
}
