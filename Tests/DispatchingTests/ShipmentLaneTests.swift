import Dispatching
import Journal
import LearnHooks
import Testing

/// Which rows go next, by what became of those before them.
@Suite struct ShipmentLaneTests {
    /// Sends the rows to a sink that judges them, and returns the ids of each request.
    private func send(
        _ rows: [Row], atMost most: Int = 50, bytes: Int = 1, _ judge: ([Row]) -> Verdict
    ) -> [[String]] {
        var lane = ShipmentLane(rows)
        var requests: [[String]] = []
        while true {
            let (rows, _) = lane.take(atMost: most) { _ in [UInt8](repeating: 0, count: bytes) }
            guard !rows.isEmpty else { return requests }
            requests.append(rows.map(\.id))
            lane.settle(judge(rows))
        }
    }

    @Test func whatPassesDoubles() {
        #expect(send(Rows.learners(100)) { _ in .passed }.map(\.count) == [1, 2, 4, 8, 16, 32, 37])
        #expect(send(Rows.learners(200)) { _ in .passed }.map(\.count) == [1, 2, 4, 8, 16, 32, 50, 50, 37])
        #expect(send(Rows.learners(3), atMost: 1) { _ in .passed }.map(\.count) == [1, 1, 1])
    }

    /// A store takes an array whole, or not at all.
    @Test(arguments: 0..<50, [Verdict.refused, .conflict, .failed(.unknown)])
    func oneBadRowAmongFiftyCostsFewRequestsAndNoOtherRow(bad: Int, verdict: Verdict) {
        var stored: [String] = []
        let requests = send(Rows.learners(50)) { rows in
            guard rows.contains(where: { $0.id == "\(bad)" }) else {
                stored += rows.map(\.id)
                return .passed
            }
            return rows.count == 1 ? verdict : .divided
        }
        #expect(requests.count <= 23)
        #expect(stored == (0..<50).filter { $0 != bad }.map { "\($0)" })
    }

    @Test func aRowThatFailsHoldsBackItsLearnersAndNoOther() {
        let rows = (0..<12).map { Rows.action($0, of: "learner \($0 % 3)") }
        let requests = send(rows, atMost: 1) { rows in rows[0].id == "4" ? .failed(.unknown) : .passed }
        #expect(Array(requests.joined()) == ["0", "1", "2", "3", "4", "5", "6", "8", "9", "11"])
        // What was refused is settled: its learner goes on.
        #expect(send(rows, atMost: 1) { rows in rows[0].id == "4" ? .refused : .passed }.count == 12)
    }

    /// Without a learner, the order is that of what was acted upon; what is about a platform stands alone.
    @Test func rowsWithoutALearnerAreToldApart() {
        let rows = [
            Rows.action(0, object: .init(type: "course", id: "A", platformType: "course")),
            Rows.action(1, object: .init(type: "course", id: "B", platformType: "course")),
            Rows.action(2, object: .init(type: "course", id: "A", platformType: "course")),
            Rows.action(3, object: .platform("falkor")),
            Rows.action(4, object: .platform("falkor")),
        ]
        let requests = send(rows, atMost: 1) { rows in ["0", "3"].contains(rows[0].id) ? .failed(.later) : .passed }
        #expect(Array(requests.joined()) == ["0", "1", "3", "4"])
    }

    @Test func aRequestOfSeveralRowsIsNotTooLarge() {
        let requests = send(Rows.learners(20), bytes: 200 << 10) { _ in .passed }
        #expect(requests.allSatisfy { $0.count <= 2 })
        // One that is larger goes alone.
        #expect(send(Rows.learners(3), bytes: 1 << 20) { _ in .passed }.map(\.count) == [1, 1, 1])
    }
}
