import LearnHooks
import Simulation
import Support
import Testing

/// When what is sent, by a clock that is told.
@Suite struct SendingPlanTests {
    private func plan(
        _ faults: Faults = Faults(), learners: Int? = nil, rate: Double = 10, for duration: Double? = nil,
        retrying schedule: RetrySchedule? = nil
    ) -> SendingPlan {
        SendingPlan(
            of: Simulations.messages(faults, learners: learners), rate: rate, for: duration, retrying: schedule, seed: 1
        )
    }

    /// Runs a plan to its end, each attempt being answered at once.
    ///
    /// - Returns: The attempts with their times, and what is due.
    private func run(
        _ plan: inout SendingPlan, answering: (SendingPlan.Attempt) -> SimulatedAnswer
    ) -> (attempts: [(time: Double, attempt: SendingPlan.Attempt)], due: [DueAction]) {
        var (now, attempts, due) = (0.0, [(time: Double, attempt: SendingPlan.Attempt)](), [DueAction]())
        while true {
            switch plan.step(at: now) {
            case .send(let attempt):
                attempts.append((now, attempt))
                due += plan.take(answering(attempt), to: attempt, at: now)
            case .wait(let time):
                #expect(time > now)
                now = time
            case .waitForAnswer:
                Issue.record("nothing is under way")
                return (attempts, due)
            case .end: return (attempts, due)
            }
        }
    }

    @Test func messagesAreBegunAtTheRateAndForAsLong() {
        var plan = plan(rate: 10, for: 3)
        let (attempts, due) = run(&plan) { _ in SimulatedAnswer(status: 200) }
        #expect(attempts.count == 30)
        for (index, (time, _)) in attempts.enumerated() { #expect(abs(time - Double(index) / 10) < 1e-6) }
        #expect(plan.tally.acknowledged == 30 && plan.tally.isClean)
        #expect(due == attempts.flatMap { $0.attempt.message.due })
    }

    @Test func onlySoManyAreUnderWayAtOnce() {
        var plan = plan(rate: 1_000_000)
        var under: [SendingPlan.Attempt] = []
        while case .send(let attempt) = plan.step(at: 1) { under.append(attempt) }
        #expect(under.count == SendingPlan.mostInFlight)
        guard case .waitForAnswer = plan.step(at: 2) else {
            Issue.record("it goes on")
            return
        }
        _ = plan.take(SimulatedAnswer(status: 200), to: under[0], at: 2)
        guard case .send = plan.step(at: 2) else {
            Issue.record("it does not go on")
            return
        }
    }

    @Test(arguments: [1.0, 1_000]) func whatIsNotTakenIsSentAgainAsSvixDoes(scale: Double) {
        var plan = plan(learners: 1, retrying: RetrySchedule(scale: scale))
        let (attempts, due) = run(&plan) { _ in SimulatedAnswer(status: 500) }
        let first = attempts.filter { $0.attempt.message.number == 1 }
        #expect(first.count == 8 && RetrySchedule.delays.count == 7)
        for ((one, next), delay) in zip(zip(first, first.dropFirst()), RetrySchedule.delays) {
            #expect((0.8 * delay...1.2 * delay + 1e-6).contains((next.time - one.time) * scale))
            #expect(next.attempt.message.id == one.attempt.message.id)
        }
        #expect(due.isEmpty)
        #expect(plan.tally.missed.keys.compactMap(\.self) == [500] && !plan.tally.isClean)
        #expect(plan.tally.text.contains("NOT acknowledged: \(plan.tally.messages) by 500"))
    }

    @Test func theReceiverMayAskForMoreTimeAndForNoMoreAttempts() {
        func second(_ answer: SimulatedAnswer) -> Double? {
            var plan = plan(learners: 1, retrying: RetrySchedule(scale: 1))
            let attempts = run(&plan) { $0.number == 1 ? answer : SimulatedAnswer(status: 204) }.attempts
            return attempts.first { $0.attempt.number == 2 && $0.attempt.message.number == 1 }?.time
        }
        #expect(second(SimulatedAnswer(status: 503)).map { $0 <= 6 } == true)
        #expect(second(SimulatedAnswer(status: 503, retryAfter: 3_600)).map { (8...12).contains($0) } == true)
        #expect(second(SimulatedAnswer(status: 429)).map { $0 >= 60 } == true)
        #expect(second(SimulatedAnswer(status: nil)).map { $0 >= 60 } == true)
        #expect(second(SimulatedAnswer(status: 422, endsMessage: true)) == nil)
    }

    @Test func whatFailsAtFirstIsDueOnceItIsTaken() {
        var plan = plan(learners: 20, retrying: RetrySchedule(scale: 1_000))
        let (attempts, due) = run(&plan) { SimulatedAnswer(status: $0.number < 3 ? 503 : 202) }
        #expect(Set(due) == Set(attempts.filter { $0.attempt.number == 1 }.flatMap { $0.attempt.message.due }))
        #expect(plan.tally.isClean && plan.tally.retries == 2 * plan.tally.messages)
    }

    @Test func aForgerComesOnceAndIsToBeRefused() {
        var faults = Faults()
        faults.forged = 100
        for status in [401, 200] {
            var plan = plan(faults, rate: 10, for: 2, retrying: RetrySchedule(scale: 1_000))
            let (attempts, due) = run(&plan) { _ in SimulatedAnswer(status: status) }
            #expect(attempts.count == 20 && due.isEmpty)
            #expect(plan.tally.isClean == (status == 401))
            #expect(plan.tally.text.contains(status == 401 ? "20 refused (20 forged)" : "WRONGLY taken: 20"))
        }
    }

    @Test func oneThatIsToldToStopBeginsNothingMore() {
        var plan = plan(rate: 10, retrying: RetrySchedule(scale: 1))
        guard case .send(let first) = plan.step(at: 0), case .send(let second) = plan.step(at: 1) else {
            Issue.record("nothing is sent")
            return
        }
        #expect(plan.take(SimulatedAnswer(status: 503), to: first, at: 1).isEmpty)
        plan.stop()
        guard case .waitForAnswer = plan.step(at: 100) else {
            Issue.record("it does not wait for what is under way")
            return
        }
        #expect(plan.take(SimulatedAnswer(status: 200), to: second, at: 101) == second.message.due)
        guard case .end = plan.step(at: 102) else {
            Issue.record("it does not end")
            return
        }
        #expect(plan.tally.acknowledged == 1 && plan.tally.missed == [503: 1])
    }
}
