import ActionFormats
import LearnHooks

/// Replaces personal data until a person asks for it.
private let mask = "•••"

extension JSONValue {
    /// The value with every text and number masked: any of them may be about a person.
    func masked(keeping kept: String?) -> JSONValue {
        switch self {
        case .null, .boolean: self
        case .number: .string(mask)
        case .string(let text): .string(text == kept || text.isEmpty ? text : mask)
        // Recursion here is as deep as the reader lets a text be: 32.
        case .array(let elements): .array(elements.map { $0.masked(keeping: kept) })
        case .object(let members): .object(members.map { .init($0.key, $0.value.masked(keeping: kept)) })
        }
    }
}

extension IdentifiedAction {
    /// The action with its learner masked, and what the platform and the learner wrote.
    var masked: IdentifiedAction {
        var action = action
        action.learner = action.learner.map {
            Action.Learner(
                id: $0.id.map { _ in mask }, name: $0.name.map { _ in mask }, email: $0.email.map { _ in mask })
        }
        action.details = action.details?.masked(keeping: event.type)
        action.payload = action.payload?.masked(keeping: event.type)
        action.result = action.result.map {
            Action.Result(
                completion: $0.completion, success: $0.success, progress: $0.progress, score: $0.score,
                response: $0.response.map { _ in mask })
        }
        return IdentifiedAction(
            id: id, source: source, action: action, event: event, partitionKey: partitionKey.map { _ in mask })
    }
}

extension JSONWriter {
    /// Writes a body: its text, or base64 if it is not text; masked, only its shape.
    mutating func body(_ body: [UInt8], keeping kept: String?, isMasked: Bool) {
        member("bytes", JSONNumber(body.count))
        let text = String(validating: body, as: UTF8.self)
        member("is_base64", text == nil && !isMasked)
        guard isMasked else { return member("body", text ?? Base64.text(of: body)) }
        guard let json = try? JSONDocument(parsing: body).root.value else {
            return member("body", body.isEmpty ? "" : mask)
        }
        var writer = JSONWriter()
        writer.value(json.masked(keeping: kept))
        member("body", String(decoding: writer.bytes, as: UTF8.self))
    }
}
