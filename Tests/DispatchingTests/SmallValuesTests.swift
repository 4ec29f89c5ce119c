import Journal
import Testing

@testable import Dispatching

/// What the dispatch of a destination is made of, each by itself.
@Suite struct SmallValuesTests {
    private static let causes: [Verdict.Cause] = [.unknown, .configuration, .later]

    // MARK: when an open row is due

    @Test(arguments: zip(0...6, [10, 60, 600, 3_600, 21_600, 86_400, nil] as [Int64?]))
    func anOpenRowIsDueAfterItsStep(counted: Int, seconds: Int64?) {
        #expect(RetrySteps.due(counted: counted, retryAfter: nil, at: 5) == seconds.map { 5 + $0 * 1_000 })
    }

    @Test func theLongerOfStepAndPatienceIsTaken() {
        #expect(RetrySteps.due(counted: 0, retryAfter: .seconds(30), at: 0) == 30_000)
        #expect(RetrySteps.due(counted: 1, retryAfter: .seconds(30), at: 0) == 60_000)
        #expect(RetrySteps.due(counted: 6, retryAfter: .seconds(30), at: 0) == nil)
    }

    @Test(arguments: zip(causes, [1, 1, 0]))
    func aTryCountsWhereSomethingPassedSinceTheOneBefore(cause: Verdict.Cause, expected: Int) {
        var steps = RetrySteps()
        // Without a try before it there is no proof, nor where nothing passed since then.
        #expect(steps.failed(7, counted: 0, cause, .all) == 0)
        #expect(steps.failed(7, counted: 0, cause, .all) == 0)
        steps.passed()
        #expect(steps.failed(7, counted: 0, cause, .all) == expected)
        #expect(steps.failed(7, counted: expected, cause, .all) == expected)
        steps.passed()
        steps.forget(7)
        #expect(steps.failed(7, counted: expected, cause, .all) == expected)
    }

    // MARK: refusals running

    @Test(arguments: [(19, 2, false), (20, 1, false), (20, 2, true), (100, 1, false), (100, 50, true)])
    func twentyOfTwoLearnersAreNoRowsFault(rows: Int, learners: Int, expected: Bool) {
        var run = RefusedRun()
        for row in 0..<rows { run.append(Int64(row), of: OrderKey("\(row % learners)")) }
        #expect(run.isLong == expected)
        run.end()
        #expect(!run.isLong)
    }

    @Test func aRowThatIsRefusedAgainCountsOnce() {
        var run = RefusedRun()
        for number in 0..<100 { run.append(Int64(number % 19), of: OrderKey("\(number % 2)")) }
        #expect(!run.isLong)
    }

    // MARK: how many requests at once, and how many a second

    @Test func soManyRequestsGoAtOnce() {
        var gate = RequestGate(concurrency: 2, rate: nil)
        let first = gate.begin(at: .zero)
        #expect(gate.opening(at: .zero) == .zero)
        let second = gate.begin(at: .zero)
        #expect(gate.opening(at: .zero) == nil)
        #expect([first.number, second.number, gate.last, gate.underWay] == [1, 2, 2, 2])
        // Each had the other beside it, also the one that ends last.
        #expect([gate.end(first), gate.end(second)] == [1, 1])
        #expect(gate.opening(at: .seconds(1)) == .seconds(1))
    }

    @Test func soManyRequestsGoInASecond() {
        var gate = RequestGate(concurrency: 9, rate: 4)
        for number in 0..<3 {
            #expect(gate.opening(at: .zero) == .milliseconds(250) * number)
            _ = gate.begin(at: .zero)
        }
        // What was not used is not saved up.
        #expect(gate.opening(at: .seconds(9)) == .seconds(9))
        _ = gate.begin(at: .seconds(9))
        #expect(gate.opening(at: .seconds(9)) == .seconds(9) + .milliseconds(250))
    }

    @Test(arguments: [(0, 3), (59, 3), (60, 4), (300, 8), (10_000, 16)])
    func oneMoreIsLetThroughEachMinute(seconds: Int, expected: Int) {
        var gate = RequestGate(concurrency: 16, rate: nil)
        gate.narrow(beside: 3, at: .zero)
        #expect(gate.most(at: .seconds(seconds)) == expected)
    }

    @Test func oneIsAlwaysLetThrough() {
        var gate = RequestGate(concurrency: 2, rate: nil)
        for _ in 0..<5 { gate.narrow(beside: 1, at: .zero) }
        #expect(gate.most(at: .zero) == 1)
    }

    // MARK: waits

    private func wait(_ failures: Int, _ cause: Verdict.Cause, retryAfter: Duration? = nil, jitter: Double = 0)
        -> Duration?
    {
        var stream = StreamWaits()
        for number in 1...failures {
            stream.failed(
                number, last: number, cause, retryAfter: retryAfter, jitter: jitter, at: .zero, .all)
        }
        return stream.until
    }

    @Test(arguments: zip(1...12, [nil, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] as [Int?]))
    func aStreamWaitsTwiceAsLongEachTime(failures: Int, seconds: Int?) {
        #expect(wait(failures, .unknown) == seconds.map { .seconds($0) })
        #expect(wait(failures, .later) == seconds.map { .seconds($0) })
        #expect(wait(failures, .configuration) == (failures > 1 ? .seconds(300) : nil))
    }

    @Test func aWaitIsAsLongAsTheDestinationAsksForAndGivesOrTakesAFifth() {
        #expect(wait(2, .later, retryAfter: .seconds(3_600)) == .seconds(3_600))
        #expect(wait(2, .later, retryAfter: .milliseconds(10)) == .seconds(1))
        #expect(wait(4, .unknown, jitter: 0.25) == .seconds(5))
        #expect(wait(4, .unknown, jitter: -0.25) == .seconds(3))
    }

    @Test func aRequestThatWasUnderWayWhenAWaitBeganDoesNotLengthenIt() {
        var stream = StreamWaits()
        func fail(_ number: Int) {
            stream.failed(number, last: 4, .unknown, retryAfter: nil, jitter: 0, at: .zero, .all)
        }
        for number in 1...4 { fail(number) }
        #expect(stream.until == .seconds(1))
        fail(5)
        #expect(stream.until == .seconds(2))
        stream.refused(4, last: 5, at: .zero)
        #expect(stream.until == .seconds(2))
        stream.refused(6, last: 6, at: .zero)
        #expect(stream.until == .seconds(300))
        stream.passed()
        #expect(!stream.isWaiting)
    }

    @Test func afterAWaitOneRequestIsTried() {
        var stream = StreamWaits()
        #expect(stream.mayBegin(at: .zero))
        for number in 1...2 {
            stream.failed(number, last: 2, .unknown, retryAfter: nil, jitter: 0, at: .zero, .all)
        }
        #expect(!stream.mayBegin(at: .milliseconds(999)))
        #expect(stream.mayBegin(at: .seconds(1)))
        stream.underWay = 1
        #expect(!stream.mayBegin(at: .seconds(1)))
    }

    // MARK: rows that are read ahead

    @Test(arguments: [(1, 16), (10, 16), (10, 1), (1_000, 16)])
    func allWindowsTogetherKeepWithinAShare(destinations: Int, lanes: Int) {
        var budget = WindowBudget(destinations: destinations, lanes: lanes)
        var count = 0
        while budget.reserve() { count += 1 }
        #expect(count == max(1, WindowBudget.total / destinations / budget.window))
        // What was read is less than what was reserved.
        budget.take(0)
        let hasRoom = budget.reserve()
        #expect(hasRoom)
        for _ in 0..<count { budget.give(budget.window) }
        let isEmpty = budget.reserve()
        #expect(isEmpty)
    }

    // MARK: times

    @Test(arguments: [(1_000, 10_000), (1_500, 10_500), (0, 10_000), (.min, 10_000)] as [(Int64, Int64)])
    func aTimeOfTheWallIsOneOfTheUptime(wall: Int64, milliseconds: Int64) {
        let time = DispatchTime(wall: 1_000, uptime: .seconds(10))
        #expect(time.uptime(at: wall) == .milliseconds(milliseconds))
    }
}
