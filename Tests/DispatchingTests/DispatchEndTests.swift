import Dispatching
import HTTPClient
import Journal
import Testing

/// What is told to end comes to its end, and what is put off is waited for.
@Suite struct DispatchEndTests {
    private static let time = DispatchTime(wall: 1_700_000_000_000, uptime: .seconds(1_000))

    /// A dispatch one of whose rows has passed, and is not settled yet.
    private func dispatch() throws -> DestinationDispatch {
        var dispatch = DestinationDispatch("lrs", batch: 1, concurrency: 1, rate: nil, of: 1)
        try pass(1, of: &dispatch, at: Self.time)
        #expect(!dispatch.isIdle)
        return dispatch
    }

    /// Appends a row, and answers the request for it with 200.
    private func pass(_ seq: Int64, of dispatch: inout DestinationDispatch, at time: DispatchTime) throws {
        let key = try #require((0...).lazy.map { OrderKey("learner \($0)") }.first { $0.shard == 0 })
        let row = LogRow(seq: seq, id: "\(seq)", orderKey: key, kind: "k", platform: "p", content: .action([0x31]))
        let fresh = FreshRow(row: row, isHeld: false, hasException: false)
        let cursor = Cursor(name: CursorName(destination: "lrs", shard: 0), seq: 0, epoch: 1)
        dispatch.appended([0: seq])
        while let step = dispatch.next(at: time, epoch: { _ in 1 }) {
            switch step {
            case .load: dispatch.loaded([cursor], at: time)
            case .read(let lane, _, _, _, _, _, _):
                dispatch.read(lane, [DispatchRow(fresh, body: .element([0x31]))], upTo: seq, at: time)
            case .readRetries(let lane, _, _, _, _):
                dispatch.readRetries(lane, [], nextDue: nil, at: time)
            case .send(let lane, _):
                let answer = DispatchAnswer(
                    verdict: Verdict(.success(200), isStatements: false, rows: 1), status: 200, words: "",
                    isTimeout: false, duration: .zero)
                dispatch.answered(lane, answer, jitter: 0, at: time)
            case .settle, .note, .end: Issue.record("\(step)")
            }
        }
    }

    /// However long whoever asks took for it: the time counts at which there was nothing to do.
    @Test func whatIsPutOffIsWaitedFor() throws {
        var dispatch = try dispatch()
        let wake = try #require(dispatch.wake)
        #expect(wake > Self.time.uptime)
        var later = Self.time
        later.uptime = wake
        guard case .settle = dispatch.next(at: later, epoch: { _ in 1 }) else {
            Issue.record("nothing is settled when it is due")
            return
        }
    }

    /// Written, not written for the cursor is another's by now, and not written for the journal could not.
    @Test(arguments: [true, false, nil] as [Bool?]) func anEndIsReachedWhateverBecomesOfWhatIsSettled(isWritten: Bool?)
        throws
    {
        var dispatch = try dispatch()
        dispatch.stop(at: Self.time)
        guard case .settle(let lane, _) = dispatch.next(at: Self.time, epoch: { _ in 2 }) else {
            Issue.record("nothing is settled at the end")
            return
        }
        #expect(lane.shard == 0 && lane.stream == .fresh)
        dispatch.settled(lane, isWritten, at: Self.time)
        #expect(dispatch.next(at: Self.time, epoch: { _ in 2 }) == nil)
        #expect(dispatch.isIdle)
    }

    /// A lane goes on while what passed is being settled: what passes meanwhile is settled, too, however long that takes.
    @Test(arguments: [false, true]) func whatPassesWhileAnotherIsSettledIsSettled(isStopping: Bool) throws {
        var dispatch = try dispatch()
        var time = Self.time
        time.uptime += .milliseconds(100)
        guard case .settle(let lane, let first) = dispatch.next(at: time, epoch: { _ in 1 }) else {
            Issue.record("nothing is settled when it is due")
            return
        }
        #expect(first.seq == 1)
        try pass(2, of: &dispatch, at: time)
        if isStopping { dispatch.stop(at: time) }
        time.uptime += .seconds(1)
        #expect(dispatch.next(at: time, epoch: { _ in 1 }) == nil)
        dispatch.settled(lane, true, at: time)
        _ = dispatch.next(at: time, epoch: { _ in 1 })
        time.uptime = try #require(dispatch.wake)
        guard case .settle(_, let second) = dispatch.next(at: time, epoch: { _ in 1 }) else {
            Issue.record("what passed meanwhile is never settled")
            return
        }
        #expect(second.seq == 2)
        dispatch.settled(lane, true, at: time)
        #expect(dispatch.next(at: time, epoch: { _ in 1 }) == nil)
        #expect(dispatch.isIdle)
    }
}
