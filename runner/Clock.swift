public import ArgumentParser
public import LearnHooks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The runner's clock: the one place that looks at the time.
enum Clock {
    /// The present second.
    @Sendable static func now() -> Timestamp {
        Int64(exactly: Date().timeIntervalSince1970.rounded(.down)).flatMap { Timestamp(unixSeconds: $0) } ?? .epoch
    }
}

extension Timestamp: ExpressibleByArgument {
    /// Reads a time of the command line: as in RFC 3339, or Unix seconds.
    public init?(argument: String) {
        if let seconds = Int64(argument) { self.init(unixSeconds: seconds) } else { self.init(argument) }
    }
}
