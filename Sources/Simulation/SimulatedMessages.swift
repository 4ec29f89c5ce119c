import LearnHooks

/// The messages of a simulation in the order in which they are sent for the first time, faults and all.
package struct SimulatedMessages: IteratorProtocol, Sendable {
    private var events: SimulatedEvents
    private let faults: Faults
    /// Apart from that of the events, so that faults change no learner.
    private var generator: SeededGenerator
    private let mark: String
    private var count = 0
    /// Messages that are sent later: once so many have gone before.
    private var waiting: [(place: Int, message: SimulatedMessage)] = []

    /// Creates the messages.
    ///
    /// - Parameters:
    ///   - events: What happens.
    ///   - faults: What goes wrong on the way.
    ///   - seed: The seed of chance.
    package init(of events: SimulatedEvents, with faults: Faults = Faults(), seed: UInt64) {
        self.events = events
        self.faults = faults
        generator = SeededGenerator(seed: ~seed)
        mark = String(generator.next(), radix: 36)
    }

    /// Returns the next message; nil once all have been returned.
    package mutating func next() -> SimulatedMessage? {
        while true {
            if let index = waiting.firstIndex(where: { $0.place <= count }) { return waiting.remove(at: index).message }
            guard let (platform, event) = events.next() else {
                return waiting.isEmpty ? nil : waiting.removeFirst().message
            }
            count += 1
            // All that is left to chance is drawn, whatever comes of it: one percentage changes nothing of the others.
            let (which, isSlow) = (Double.random(in: 0..<100, using: &generator), happens(faults.slow))
            let (tear, late) = (Double.random(in: 0..<1, using: &generator), Int.random(in: 1...6, using: &generator))
            let (isLate, isDuplicate) = (happens(faults.outOfOrder), happens(faults.duplicates))
            let again = Int.random(in: 1...40, using: &generator)
            let (form, told) = altered(event, of: platform, which, tear)
            let message = SimulatedMessage(
                number: count, id: "msg_\(mark)_\(count)", event: told, form: form, isSlow: isSlow)
            if isDuplicate { waiting.append((count + again, message)) }
            if !isLate { return message }
            waiting.append((count + late, message))
        }
    }

    private func altered(
        _ event: SimulatedEvent, of platform: SimulatedPlatform, _ which: Double, _ tear: Double
    ) -> (SimulatedMessage.Form, SimulatedEvent) {
        if which < faults.forged { return (.forged, event) }
        if which < faults.forged + faults.broken {
            return event.torn(at: tear).map { (.broken, $0) } ?? (.sound, event)
        }
        guard which < faults.forged + faults.broken + faults.unknown else { return (.sound, event) }
        return platform.unknown(event).map { (.unknown, $0) } ?? (.sound, event)
    }

    private mutating func happens(_ percent: Double) -> Bool {
        Double.random(in: 0..<100, using: &generator) < percent
    }
}

extension SimulatedEvent {
    /// Returns the event with a body that ends too early, or nil if the proof is a part of the body, and would be torn with it.
    fileprivate func torn(at place: Double) -> SimulatedEvent? {
        if case .bodyToken = platform.trust { return nil }
        // White space at the end is not part of the event.
        let end = body.lastIndex { !" \t\r\n".utf8.contains($0) } ?? 0
        let length = 1 + Int(place * Double(max(0, end - 1)))
        return SimulatedEvent(platform: platform, type: type, time: time, body: Array(body.prefix(length)), due: [])
    }
}
