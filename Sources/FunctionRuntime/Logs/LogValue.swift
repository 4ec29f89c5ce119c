import LearnHooks
import Logging

extension Logger.MetadataValue {
    /// The value as JSON: numbers as numbers, all else as text.
    var json: JSONValue {
        switch self {
        case .string(let text): return .string(text)
        case .stringConvertible(let value):
            if let integer = value as? Int { return .number(JSONNumber(integer)) }
            if let number = value as? Double, let exact = JSONNumber(number) { return .number(exact) }
            return .string(value.description)
        case .array(let values): return .array(values.map(\.json))
        case .dictionary(let values):
            return .object(values.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.json) })
        }
    }

    /// The value for a person: one line, and nothing that a terminal would obey.
    var text: String {
        if case .array(let values) = self { return values.map(\.text).joined(separator: ", ") }
        return "\(self)".printable
    }
}
