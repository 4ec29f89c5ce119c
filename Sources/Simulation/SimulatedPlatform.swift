package import LearnHooks
import Receiving

/// A platform that is simulated, and what is sent of it.
package struct SimulatedPlatform: Sendable {
    /// The platform.
    package let platform: Platform
    /// The event types that are sent, or nil for all.
    private let types: Set<String>?
    /// The origin that its actions name as their source.
    private let source: String
    private let way: Way

    /// What each learner goes through.
    package enum Way: Sendable {
        /// A journey, in a realistic order.
        case journey(Journey)
        /// Samples, as they stand: every learner is the one that the platform's documents show.
        case samples([SampleEvent])
    }

    /// Creates a platform that is simulated.
    ///
    /// - Parameters:
    ///   - platform: The platform.
    ///   - types: The event types that are sent, or nil for all.
    ///   - source: The origin that its actions name as their source, or nil for the platform's own.
    ///   - way: What each learner goes through.
    package init(_ platform: Platform, types: Set<String>? = nil, source: String? = nil, by way: Way) {
        self.platform = platform
        self.types = types
        self.source = source ?? platform.source
        self.way = way
    }

    /// Returns what is sent of one learner, in the order in which it happens.
    func events(of learner: SimulatedLearner) -> [SimulatedEvent] {
        switch way {
        case .journey(let journey):
            journey.steps(of: learner).filter { types?.contains($0.type) ?? true }.compactMap(event)
        case .samples(let samples):
            samples.filter { types?.contains($0.type) ?? true }.map {
                SimulatedEvent(platform: platform, type: $0.type, time: learner.time, body: $0.body, due: $0.due)
            }
        }
    }

    /// Returns a step as the platform sends it, or nil if its body is not JSON, as that of 33 levels.
    private func event(of step: Journey.Step) -> SimulatedEvent? {
        var writer = JSONWriter()
        writer.value(step.body)
        guard let body = try? JSONDocument(parsing: writer.bytes).root else { return nil }
        let due = step.due.map { DueAction($0, of: step.type, in: body, from: platform, source: source) }
        return SimulatedEvent(platform: platform, type: step.type, time: step.time, body: writer.bytes, due: due)
    }

    /// Returns an event with an unknown type, which becomes `event.unmapped`, or nil if the body is a list of
    /// events, or does not say the type.
    func unknown(_ event: SimulatedEvent) -> SimulatedEvent? {
        guard platform.events == .body, let value = try? JSONDocument(parsing: event.body).root.value else {
            return nil
        }
        let path: [String]
        switch platform.type {
        case .path(let keys): path = keys
        case .joined(let keys, _): path = [keys.last ?? ""]
        case .header: return nil
        }
        var writer = JSONWriter()
        writer.value(value.setting(path[...], to: "simulated"))
        guard let body = try? JSONDocument(parsing: writer.bytes).root, let type = platform.eventType(of: body) else {
            return nil
        }
        let id = body["id"]?.string
        let action = Action.unmapped(body.value, of: platform.name, key: id.map { [.text($0)] })
        return SimulatedEvent(
            platform: platform, type: type, time: event.time, body: writer.bytes,
            due: [DueAction(action, of: type, in: body, from: platform, source: source)])
    }
}
