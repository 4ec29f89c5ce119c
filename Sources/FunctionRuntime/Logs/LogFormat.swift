import LearnHooks
import Logging

/// How lines of a log are written.
public enum LogFormat: Sendable {
    /// As JSON, for programs: `time`, `level`, `message`, and the keys.
    case json
    /// For people: the level unless it is info, the message, and the keys.
    case plain

    /// Writes a line.
    ///
    /// - Parameters:
    ///   - time: When it is said.
    ///   - level: The level.
    ///   - message: What is said.
    ///   - noted: What else is said, under dotted keys.
    /// - Returns: The line with its end.
    func line(
        at time: Timestamp, _ level: String, _ message: String, _ noted: [(key: String, value: Logger.MetadataValue)]
    ) -> [UInt8] {
        switch self {
        case .json:
            var writer = JSONWriter(capacity: 512)
            writer.object { line in
                line.member("time", time.description)
                line.member("level", level)
                line.member("message", message)
                for (key, value) in noted {
                    line.key(named: key)
                    line.value(value.json)
                }
            }
            writer.newline()
            return writer.bytes
        case .plain:
            let level = level == "info" ? "" : "\(level): "
            let noted = noted.map { "  \($0)=\($1.text)" }.joined()
            return Array("learnhooks: \(level)\(message.printable)\(noted)\n".utf8)
        }
    }
}
