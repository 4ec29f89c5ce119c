public import LearnHooks
public import Logging

/// Writes each log entry as one line to standard error: its message, and what was noted with it under dotted keys.
public struct LineLogHandler: LogHandler {
    /// What is noted with every entry.
    public var metadata: Logger.Metadata = [:]
    /// What else is noted with every entry.
    public var metadataProvider: Logger.MetadataProvider?
    /// The level from which on entries are written.
    public var logLevel: Logger.Level
    private let format: LogFormat
    private let writer: LogWriter
    private let clock: @Sendable () -> Timestamp

    /// Creates a handler for entries of a level and above.
    ///
    /// - Parameters:
    ///   - format: How a line is written.
    ///   - level: The level.
    ///   - writer: Writes the lines (default: a new writer).
    ///   - clock: When an entry is made.
    public init(
        _ format: LogFormat, level: Logger.Level, writer: LogWriter? = nil,
        clock: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
        self.format = format
        self.writer = writer ?? LogWriter(format)
        self.clock = clock
        logLevel = level
    }

    /// What is noted with every entry under a key.
    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes an entry.
    public func log(event: LogEvent) {
        var noted = event.metadata ?? [:]
        if !metadata.isEmpty { noted.merge(metadata) { own, _ in own } }
        if let provided = metadataProvider?.get() { noted.merge(provided) { own, _ in own } }
        writer.write(
            format.line(
                at: clock(), event.level.rawValue, event.message.description,
                noted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    }
}
