public import LearnHooks
public import Logging

/// Writes each log entry as one line of JSON to standard error: `time`, `level`, `message`, then what was noted with it under
/// dotted keys.
public struct JSONLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level
    private let clock: @Sendable () -> Timestamp

    /// Creates a handler for entries of a level and above.
    public init(level: Logger.Level, clock: @escaping @Sendable () -> Timestamp = SystemClock.now) {
        logLevel = level
        self.clock = clock
    }

    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var writer = JSONWriter(capacity: 512)
        writer.object { line in
            line.member("time", clock().description)
            line.member("level", event.level.rawValue)
            line.member("message", event.message.description)
            for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
                line.member(key, value.json)
            }
        }
        writer.newline()
        // One write for a line: those of other threads do not come between. Where nobody reads, there is nobody to tell.
        try? File.standardError.write(writer.bytes[...])
    }
}
