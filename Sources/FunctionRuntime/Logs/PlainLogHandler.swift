import LearnHooks
public import Logging

/// Writes each log entry as one line for a person to standard error: the level unless it is info, the message, and what was
/// noted with it.
public struct PlainLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level

    /// Creates a handler for entries of a level and above.
    public init(level: Logger.Level) {
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = event.level == .info ? "" : "\(event.level): "
        line += event.message.description.printable
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            line += "  \(key)=\(value.text)"
        }
        try? File.standardError.write(Array("learnhooks: \(line)\n".utf8)[...])
    }
}
