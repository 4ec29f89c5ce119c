import Testing

@testable import LambdaEmulator

/// What a process may say, and what becomes of its call: without a process.
@Suite struct SandboxStateTests {
    private let end = ChildProcess.End(status: 9, peakMemory: nil)
    private let result = CallResult(Array("{}".utf8), isError: false)

    /// A state behind some steps.
    private func state(
        isSecond: Bool = false, _ steps: (inout SandboxState) throws -> Void = { _ in }
    ) rethrows -> SandboxState {
        var state = SandboxState(isSecond: isSecond)
        try steps(&state)
        return state
    }

    /// A process that has the call "a".
    private func running() throws -> SandboxState {
        try state {
            _ = try $0.ask()
            _ = $0.run("a")
        }
    }

    // MARK: One call behind the other

    @Test func callsFollowOneAnother() throws {
        var state = SandboxState(isSecond: false)
        #expect(try state.ask() == .wait)
        #expect(state.run("a") == .deliver)
        try state.answer("a")
        #expect(try state.ask() == .wait)
        #expect(state.run("b") == .deliver)
        try state.answer("b")
    }

    @Test func aCallThatComesFirstWaitsForTheProcess() throws {
        var state = SandboxState(isSecond: false)
        // It has time of its own to come up.
        #expect(state.run("a") == .wait)
        #expect(try state.ask() == .deliver)
        try state.answer("a")
        // Whoever has come up has the time of the call.
        #expect(state.run("b") == .limit)
        #expect(try state.ask() == .deliver)
    }

    @Test func aSecondProcessHasTheTimeOfTheCallAlone() throws {
        var state = SandboxState(isSecond: true)
        #expect(state.run("a") == .limit)
        #expect(state.timeOutInit() == nil)
        #expect(try state.ask() == .deliver)
    }

    // MARK: What does not follow

    @Test func aLostConnectionMayAskAnew() throws {
        var state = try state { _ = try $0.ask() }
        #expect(try state.ask() == .wait)
        #expect(state.run("a") == .deliver)
    }

    @Test func nothingIsAskedForBeforeTheAnswer() throws {
        var state = try running()
        #expect(throws: SandboxState.Violation.transition) { try state.ask() }
        try state.answer("a")
    }

    @Test func anotherIdIsRefusedWhereverItComes() throws {
        var state = SandboxState(isSecond: false)
        #expect(throws: SandboxState.Violation.requestID) { try state.answer("a") }
        _ = try state.ask()
        #expect(throws: SandboxState.Violation.requestID) { try state.answer("a") }
        _ = state.run("a")
        #expect(throws: SandboxState.Violation.requestID) { try state.answer("b") }
        try state.answer("a")
        #expect(throws: SandboxState.Violation.requestID) { try state.answer("b") }
        _ = try state.ask()
        #expect(throws: SandboxState.Violation.requestID) { try state.answer("a") }
    }

    @Test func aCallIsAnsweredOnce() throws {
        var state = try running()
        try state.answer("a")
        #expect(throws: SandboxState.Violation.transition) { try state.answer("a") }
    }

    @Test func theStartFailsBeforeTheFirstCallAlone() throws {
        var failed = try state { _ = try $0.failInit(result) }
        #expect(throws: SandboxState.Violation.transition) { try failed.ask() }
        #expect(throws: SandboxState.Violation.transition) { try failed.failInit(result) }
        #expect(throws: SandboxState.Violation.transition) { try failed.answer("a") }
        var started = try state { _ = try $0.ask() }
        #expect(throws: SandboxState.Violation.transition) { try started.failInit(result) }
    }

    // MARK: Ends

    @Test func anErrorOfTheStartIsTheCallsWheneverItComes() throws {
        var early = try state { _ = try $0.failInit(result) }
        #expect(early.run("a") == .tell(.ended(result)))
        // Also where the process has ended since.
        var ended = try state {
            _ = try $0.failInit(result)
            _ = $0.end(end)
        }
        #expect(ended.run("a") == .tell(.ended(result)))
        var late = state { _ = $0.run("a") }
        #expect(try late.failInit(result) == .tell(.ended(result)))
        #expect(late.end(end) == .wait)
    }

    @Test func aProcessThatEndsWithACallIsTheCallsEnd() throws {
        var state = try running()
        #expect(!state.hasEnded)
        #expect(state.end(end) == .tell(.ended(.exit("a", end))))
        #expect(state.hasEnded)
    }

    @Test func aProcessThatEndsBeforeItAsksIsTheCallsEnd() {
        var waiting = state { _ = $0.run("a") }
        #expect(waiting.end(end) == .tell(.ended(.exit("a", end))))
        var ended = state { _ = $0.end(end) }
        #expect(ended.run("a") == .tell(.ended(.exit("a", end))))
    }

    @Test func aProcessThatEndsWhileItWaitsHasTakenNoCall() throws {
        var state = try state {
            _ = try $0.ask()
            _ = $0.end(end)
        }
        #expect(state.run("a") == .tell(.gone(.exit("a", end))))
        // Nor has one that has answered, and does not ask again.
        var answered = try running()
        try answered.answer("a")
        #expect(answered.run("b") == .limit)
        #expect(answered.end(end) == .tell(.gone(.exit("b", end))))
    }

    @Test func aProcessWhoseEndWasNotMissedYetIsHandedNothing() throws {
        var state = try state {
            _ = try $0.ask()
            $0.vanish()
        }
        #expect(state.run("a") == .limit)
        #expect(throws: SandboxState.Violation.isOver) { try state.ask() }
        #expect(state.end(end) == .tell(.gone(.exit("a", end))))
        // What runs, or has not come up, is told by its end alone.
        var running = try running()
        running.vanish()
        try running.answer("a")
    }

    // MARK: Times

    @Test func aProcessThatDoesNotComeUpIsEndedAndItsCallGoesToAnother() {
        var state = state { _ = $0.run("a") }
        #expect(state.timeOutInit() == .tell(.initTimedOut))
        #expect(throws: SandboxState.Violation.isOver) { try state.ask() }
        #expect(throws: SandboxState.Violation.isOver) { try state.failInit(result) }
        #expect(state.end(end) == .wait)
        #expect(state.timeOutInit() == nil)
    }

    @Test func aProcessThatHasComeUpHasDoneSoInTime() throws {
        var waiting = try state { _ = try $0.ask() }
        #expect(waiting.timeOutInit() == nil)
        var failed = try state { _ = try $0.failInit(result) }
        #expect(failed.timeOutInit() == nil)
    }

    @Test func aCallWhoseTimeIsOverEndsTheProcess() throws {
        var running = try running()
        #expect(running.timeOut("b") == false)
        #expect(running.timeOut("a") == true)
        #expect(running.timeOut("a") == false)
        #expect(throws: SandboxState.Violation.isOver) { try running.answer("a") }
        #expect(running.end(end) == .wait)
        // Also one that it never asked for.
        var waiting = state(isSecond: true) { _ = $0.run("a") }
        #expect(waiting.timeOut("a") == true)
        #expect(waiting.end(end) == .wait)
    }

    @Test func aCallThatIsOverHasNoTimeLeft() throws {
        var state = try running()
        try state.answer("a")
        #expect(state.timeOut("a") == false)
        #expect(try state.ask() == .wait)
        _ = state.end(end)
        #expect(state.timeOut("a") == false)
    }
}
