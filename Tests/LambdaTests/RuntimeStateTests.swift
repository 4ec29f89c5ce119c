import Testing

@testable import LambdaEmulator

/// What a process may say to the Runtime API, and when: without a process.
@Suite struct RuntimeStateTests {
    private func state(_ steps: (inout RuntimeState) throws -> Void) rethrows -> RuntimeState {
        var state = RuntimeState()
        try steps(&state)
        return state
    }

    @Test func invocationsFollowOneAnother() throws {
        var state = RuntimeState()
        for id in ["a", "b"] {
            try state.next()
            #expect(state.phase == .waiting)
            state.begin(id)
            #expect(state.phase == .running(id))
            try state.answer(id)
            #expect(state.phase == .answered(id))
        }
    }

    @Test func aLostConnectionMayAskAnew() throws {
        let state = try state {
            try $0.next()
            try $0.next()
        }
        #expect(state.phase == .waiting)
    }

    @Test func nothingIsAskedForBeforeTheAnswer() throws {
        var state = try state {
            try $0.next()
            $0.begin("a")
        }
        #expect(throws: RuntimeState.Violation.transition) { try state.next() }
        #expect(state.phase == .running("a"))
    }

    @Test func anotherIdIsRefusedWhereverItComes() throws {
        var state = RuntimeState()
        #expect(throws: RuntimeState.Violation.requestID) { try state.answer("a") }
        try state.next()
        #expect(throws: RuntimeState.Violation.requestID) { try state.answer("a") }
        state.begin("a")
        #expect(throws: RuntimeState.Violation.requestID) { try state.answer("b") }
        try state.answer("a")
        #expect(throws: RuntimeState.Violation.requestID) { try state.answer("b") }
        try state.next()
        #expect(throws: RuntimeState.Violation.requestID) { try state.answer("a") }
    }

    @Test func anInvocationIsAnsweredOnce() throws {
        var state = try state {
            try $0.next()
            $0.begin("a")
            try $0.answer("a")
        }
        #expect(throws: RuntimeState.Violation.transition) { try state.answer("a") }
    }

    @Test func theStartFailsBeforeTheFirstInvocationAlone() throws {
        var failed = try state { try $0.failInit() }
        #expect(throws: RuntimeState.Violation.transition) { try failed.next() }
        #expect(throws: RuntimeState.Violation.transition) { try failed.failInit() }
        #expect(throws: RuntimeState.Violation.transition) { try failed.answer("a") }
        var started = try state { try $0.next() }
        #expect(throws: RuntimeState.Violation.transition) { try started.failInit() }
    }
}
