package import LearnHooks

/// The events of some platforms, in the order of their times: learners start one after the other, and their journeys overlap.
///
/// The same seed and start give the same events.
package struct SimulatedEvents: IteratorProtocol, Sendable {
    private let platforms: [SimulatedPlatform]
    private var generator: SeededGenerator
    /// How many learners have come.
    private var count = 0
    private let most: Int?
    private var nextArrival: Timestamp
    /// What is still to come of those who are under way, the next event last.
    private var underWay: [(platform: Int, events: [SimulatedEvent])] = []

    /// The most learners in a row of whom nothing is sent.
    private static let mostIdle = 10_000

    /// Creates the events.
    ///
    /// - Parameters:
    ///   - platforms: The platforms, one at least.
    ///   - learners: How many learners there are, or nil for learners without an end.
    ///   - seed: What all that is left to chance is made of.
    ///   - start: When the first learner comes.
    package init(at platforms: [SimulatedPlatform], learners: Int?, seed: UInt64, start: Timestamp) {
        self.platforms = platforms
        generator = SeededGenerator(seed: seed)
        most = learners
        nextArrival = start
    }

    /// Returns the next event, and the platform that is simulated.
    package mutating func next() -> (platform: SimulatedPlatform, event: SimulatedEvent)? {
        admit()
        guard let first = nextIndex, let event = underWay[first].events.popLast() else { return nil }
        let platform = underWay[first].platform
        if underWay[first].events.isEmpty { underWay.remove(at: first) }
        return (platforms[platform], event)
    }

    /// Lets learners come who come before anything else happens.
    private mutating func admit() {
        var idle = 0
        while most.map({ count < $0 }) ?? true, idle < Self.mostIdle {
            if let time = nextTime, time < nextArrival { return }
            guard let index = platforms.indices.randomElement(using: &generator) else { return }
            count += 1
            let learner = SimulatedLearner(number: count, seed: generator.next(), at: nextArrival)
            let gap = Int64.random(in: 0...30, using: &generator)
            nextArrival = Timestamp(unixSeconds: nextArrival.seconds + gap) ?? nextArrival
            let events = platforms[index].events(of: learner)
            idle = events.isEmpty ? idle + 1 : 0
            if !events.isEmpty { underWay.append((index, events.reversed())) }
        }
    }

    private var nextIndex: Int? {
        underWay.indices.min { time(of: $0) < time(of: $1) }
    }

    private var nextTime: Timestamp? { nextIndex.map { time(of: $0) } }

    private func time(of index: Int) -> Timestamp { underWay[index].events.last?.time ?? .epoch }
}
