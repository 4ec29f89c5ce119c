public import Testing

/// Tests that block the thread that they run on: they wait for processes, sockets and files.
///
/// A test runs on a thread of the concurrency runtime, of which there are as many as cores: two tests that wait would stop all
/// others. These run on threads of their own.
public struct BlockingTrait: SuiteTrait, TestTrait, TestScoping {
    /// A suite's tests are such tests, one and all.
    public var isRecursive: Bool { true }

    /// Performs a test on threads that may be blocked.
    ///
    /// - Throws: What the test throws.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(BlockingThreads.shared) { try await function() }
    }
}

extension Trait where Self == BlockingTrait {
    /// The tests block the threads that they run on.
    public static var blocking: Self { Self() }
}
