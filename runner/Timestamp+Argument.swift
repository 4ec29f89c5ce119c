public import ArgumentParser
public import LearnHooks

extension Timestamp: ExpressibleByArgument {
    /// Reads a time of the command line: as in RFC 3339, or Unix seconds.
    public init?(argument: String) {
        if let seconds = Int64(argument) { self.init(unixSeconds: seconds) } else { self.init(argument) }
    }
}
