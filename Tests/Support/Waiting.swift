import Dispatch

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How long is waited for what must come: only what never comes takes as long, on however slow a machine.
public enum Patience: Sendable {
    /// The seconds.
    public static let seconds = 300
}

/// What was waited for did not come.
public struct Hang: Error, CustomStringConvertible {
    /// Where it was waited for.
    public let description: String
}

/// Waits until something holds.
///
/// - Throws: `Hang` where it does not within `Patience.seconds`, and what the condition throws.
public func waitUntil(
    file: StaticString = #fileID, line: UInt = #line, _ condition: () throws -> Bool
) throws {
    let end = ContinuousClock.now + .seconds(Patience.seconds)
    while try !condition() {
        guard .now < end else { throw Hang(description: "\(file):\(line): waited in vain") }
        usleep(5_000)
    }
}

/// A gate at which tasks wait until it is opened for good.
public final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// Makes one that is shut.
    public init() {}

    /// Opens it.
    public func open() {
        semaphore.signal()
    }

    /// Waits until it is open.
    public func pass() {
        semaphore.wait()
        // Whoever waits behind is let through, too.
        semaphore.signal()
    }
}
