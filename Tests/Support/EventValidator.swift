public import LearnHooks

/// What CloudEvents 1.0 forbids in the JSON format, by the specification's rules; it knows nothing of the reader here.
///
/// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/spec.md and formats/json-format.md
///
/// Its patterns are read when it is made: whoever looks at many events makes it once.
public struct EventValidator {
    private let name = /[a-z0-9]+/
    private let base64 = /(?:[A-Za-z0-9+\/]{4})*(?:[A-Za-z0-9+\/]{2}==|[A-Za-z0-9+\/]{3}=)?/
    private let time =
        /\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+\-]([01]\d|2[0-3]):[0-5]\d)/
    private let reference = /(?:[A-Za-z0-9\-._~:\/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+/
    private let uri = /[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:\/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+/
    private let mediaType = /[A-Za-z0-9!#$&^_.+\-]+\/[A-Za-z0-9!#$&^_.+\-]+\s*(;.*)?/

    /// Makes one.
    public init() {}

    /// Returns what is wrong with an event, each with its attribute; nothing where it is one.
    public func problems(of event: JSONNode) -> [String] {
        guard event.kind == .object else { return ["no object"] }
        var problems: [String] = []
        for name in ["id", "source", "specversion", "type"] where event[name]?.string?.isEmpty ?? true {
            problems.append(name)
        }
        if event["specversion"]?.string != "1.0" { problems.append("specversion") }
        for (name, value) in event.members where name != "data" && name != "data_base64" && value.kind != .null {
            if name.wholeMatch(of: self.name) == nil { problems.append("\(name): name") }
            problems += self.problems(of: value, named: name)
        }
        if event["data"] != nil, event["data_base64"] != nil { problems.append("data and data_base64") }
        if let text = event["data_base64"], text.string?.wholeMatch(of: base64) == nil {
            problems.append("data_base64")
        }
        return problems
    }

    private func problems(of value: JSONNode, named name: String) -> [String] {
        switch value.kind {
        case .boolean: return []
        case .number:
            let isInteger = value.number?.integer.map { Int32(exactly: $0) != nil } ?? false
            return isInteger ? [] : ["\(name): number"]
        case .string: break
        default: return ["\(name): type"]
        }
        guard let text = value.string, !text.isEmpty else { return ["\(name): empty"] }
        let isText = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF: false
            default: scalar.value & 0xFFFE != 0xFFFE
            }
        }
        let isGood =
            switch name {
            case "time": text.wholeMatch(of: time) != nil
            case "source": text.wholeMatch(of: reference) != nil
            case "dataschema": text.wholeMatch(of: uri) != nil
            case "datacontenttype": text.wholeMatch(of: mediaType) != nil
            default: true
            }
        return isText && isGood ? [] : [name]
    }
}

/// A pattern is not sent between tasks.
@available(*, unavailable) extension EventValidator: Sendable {}
