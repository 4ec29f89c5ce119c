import LearnHooks

/// The processes of a function: calls at the same time run in as many as may be, and then wait.
actor SandboxPool {
    private let options: LambdaEmulator.Options
    private let clock: @Sendable () -> Timestamp
    private var idle: [Sandbox] = []
    private var sandboxes: [ObjectIdentifier: Sandbox] = [:]
    private var busy = 0
    private var waiters: [(id: String, continuation: CheckedContinuation<Bool, Never>, timer: Task<Void, Never>?)] = []
    private var isStopped = false

    /// The most calls that wait.
    private static let mostWaiting = 1_000

    init(_ options: LambdaEmulator.Options, clock: @escaping @Sendable () -> Timestamp) {
        self.options = options
        self.clock = clock
    }

    /// Runs a call.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - isWaitedFor: Whether somebody waits for the result, who is told when no process is free for as long as a call may
    ///     take.
    /// - Returns: The outcome, or nil if no process was free.
    func run(_ call: Call, isWaitedFor: Bool = true) async -> CallResult? {
        guard !isStopped, await acquire(call.id, isWaitedFor: isWaitedFor) else { return nil }
        defer { release() }
        var isSecond = false
        while !isStopped {
            let waiting = idle.popLast()
            let sandbox: Sandbox
            do {
                sandbox = if let waiting { waiting } else { try await start(isSecond: isSecond) }
            } catch {
                options.log(Array("learnhooks: \("\(error)".printable)\n".utf8))
                return .error("Runtime.InvalidEntrypoint", "RequestId: \(call.id) Error: \(error)")
            }
            switch await sandbox.run(call) {
            case .finished(let result):
                idle.append(sandbox)
                return result
            case .ended(let result): return result
            // Only a process that has waited may have ended without the call being its own fault.
            case .gone(let result): if waiting == nil { return result }
            case .initTimedOut: isSecond = true
            }
        }
        return nil
    }

    /// Ends all processes.
    func stop() async {
        isStopped = true
        for waiter in waiters {
            waiter.timer?.cancel()
            waiter.continuation.resume(returning: false)
        }
        waiters = []
        while !sandboxes.isEmpty {
            for (id, sandbox) in sandboxes {
                await sandbox.stop()
                if await sandbox.hasEnded { sandboxes[id] = nil }
            }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    private func start(isSecond: Bool) async throws -> Sandbox {
        for (id, sandbox) in sandboxes where await sandbox.hasEnded { sandboxes[id] = nil }
        let sandbox = Sandbox(options, isSecond: isSecond, clock: clock)
        sandboxes[ObjectIdentifier(sandbox)] = sandbox
        do {
            try await sandbox.start()
            return sandbox
        } catch {
            sandboxes[ObjectIdentifier(sandbox)] = nil
            throw error
        }
    }

    /// Whether another call may wait.
    var hasRoom: Bool { waiters.count < Self.mostWaiting }

    private func acquire(_ id: String, isWaitedFor: Bool) async -> Bool {
        if busy < options.concurrency {
            busy += 1
            return true
        }
        guard hasRoom else { return false }
        return await withCheckedContinuation { continuation in
            let timer: Task<Void, Never>? =
                isWaitedFor
                ? Task {
                    try? await Task.sleep(for: .seconds(options.timeout))
                    expire(id)
                } : nil
            waiters.append((id, continuation, timer))
        }
    }

    private func expire(_ id: String) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).continuation.resume(returning: false)
    }

    private func release() {
        guard !waiters.isEmpty else {
            busy -= 1
            return
        }
        let waiter = waiters.removeFirst()
        waiter.timer?.cancel()
        waiter.continuation.resume(returning: true)
    }
}
