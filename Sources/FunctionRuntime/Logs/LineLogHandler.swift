public import LearnHooks
public import Logging

/// Writes each log entry as one line to standard error: its message, and what was noted with it under dotted keys.
public struct LineLogHandler: LogHandler {
    /// How a line is written.
    public enum Format: Sendable {
        /// As JSON, for programs: `time`, `level`, `message`, and the keys.
        case json
        /// For people: the level unless it is info, the message, and the keys.
        case plain
    }

    /// What is noted with every entry.
    public var metadata: Logger.Metadata = [:]
    /// What else is noted with every entry.
    public var metadataProvider: Logger.MetadataProvider?
    /// The level from which on entries are written.
    public var logLevel: Logger.Level
    private let format: Format
    private let clock: @Sendable () -> Timestamp

    /// Creates a handler for entries of a level and above.
    public init(_ format: Format, level: Logger.Level, clock: @escaping @Sendable () -> Timestamp = SystemClock.now) {
        self.format = format
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
        let line = line(of: event, noted.sorted { $0.key < $1.key })
        // One write for a line: those of other threads do not come between. Where nobody reads, there is nobody to tell.
        try? File.standardError.write(line[...])
    }

    private func line(of event: LogEvent, _ noted: [(key: String, value: Logger.MetadataValue)]) -> [UInt8] {
        switch format {
        case .json:
            var writer = JSONWriter(capacity: 512)
            writer.object { line in
                line.member("time", clock().description)
                line.member("level", event.level.rawValue)
                line.member("message", event.message.description)
                for (key, value) in noted {
                    line.key(named: key)
                    line.value(value.json)
                }
            }
            writer.newline()
            return writer.bytes
        case .plain:
            let level = event.level == .info ? "" : "\(event.level): "
            let message = event.message.description.printable
            return Array("learnhooks: \(level)\(message)\(noted.map { "  \($0)=\($1.text)" }.joined())\n".utf8)
        }
    }
}
