/// The outcome of messages that were sent.
package struct SendingTally: Sendable {
    /// How many were sent, each copy counted.
    package private(set) var messages = 0
    /// How many attempts there were.
    package private(set) var attempts = 0
    /// How many were acknowledged that a receiver has to take.
    package private(set) var acknowledged = 0
    /// How many were refused that a receiver has to refuse, by what was done to them.
    package private(set) var refused: [SimulatedMessage.Form: Int] = [:]
    /// How many were acknowledged that a receiver has to refuse.
    package private(set) var wronglyTaken = 0
    /// How many were not acknowledged that a receiver has to take, by the last status, or nil if there was no answer.
    package private(set) var missed: [Int?: Int] = [:]

    /// Whether each message ended as expected.
    package var isClean: Bool { wronglyTaken == 0 && missed.isEmpty }

    /// How many attempts were made after a first one had failed.
    package var retries: Int { attempts - messages }

    mutating func countAttempt(isFirst: Bool) {
        attempts += 1
        if isFirst { messages += 1 }
    }

    mutating func countEnd(_ form: SimulatedMessage.Form, _ answer: SimulatedAnswer) {
        switch (form.isDue, answer.isAcknowledgement) {
        case (true, true): acknowledged += 1
        case (false, true): wronglyTaken += 1
        case (false, false): refused[form, default: 0] += 1
        case (true, false): missed[answer.status, default: 0] += 1
        }
    }

    /// The numbers in words: `120 deliveries: 112 acknowledged, 8 refused (5 forged, 3 broken), 2 sent again`.
    package var text: String {
        var parts = ["\(acknowledged) acknowledged"]
        let refusals = [SimulatedMessage.Form.forged, .broken].compactMap { form in
            refused[form].map { "\($0) \(form)" }
        }
        let sum = refused.values.reduce(0, +)
        parts.append("\(sum) refused" + (refusals.isEmpty ? "" : " (\(refusals.joined(separator: ", ")))"))
        parts.append("\(retries) sent again")
        if !missed.isEmpty {
            let statuses = missed.sorted { ($0.key ?? 0) < ($1.key ?? 0) }
                .map { "\($0.value) \($0.key.map { "by \($0)" } ?? "without an answer")" }
            parts.append("NOT acknowledged: \(statuses.joined(separator: ", "))")
        }
        if wronglyTaken > 0 { parts.append("WRONGLY taken: \(wronglyTaken)") }
        return "\(messages) deliveries: \(parts.joined(separator: ", "))"
    }
}
