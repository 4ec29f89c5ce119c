package import LearnHooks

/// What is remembered of who learners are, by the group that was asked about: bounded, and also what was not found.
package struct LearnerCache {
    /// What to do about a learner.
    package enum Decision: Equatable {
        /// Ask who is in the group.
        case ask
        /// This is who it is, or nobody knows.
        case known(LearnerNames.Name?)
    }

    private struct Group {
        var names: [String: LearnerNames.Name]
        var asked: ContinuousClock.Instant
    }

    private var groups: [Call.Values: Group] = [:]
    private var nameCount = 0
    private let mostGroups: Int
    private let mostNames: Int

    /// How long it is before a group is asked about again, for a learner who was not in it, or because it did not answer.
    package static let patience = Duration.seconds(60)

    /// Creates an empty one.
    ///
    /// - Parameters:
    ///   - mostGroups: The most groups that it remembers, the last ones.
    ///   - mostNames: The most learners, but for those of the last group.
    package init(mostGroups: Int = 1_000, mostNames: Int = 100_000) {
        self.mostGroups = mostGroups
        self.mostNames = mostNames
    }

    /// Decides what to do about a learner of a group.
    package func decision(on learner: String, in group: Call.Values, at now: ContinuousClock.Instant) -> Decision {
        guard let known = groups[group] else { return .ask }
        if let name = known.names[learner] { return .known(name) }
        return now - known.asked < Self.patience ? .known(nil) : .ask
    }

    /// Remembers who is in a group: nobody new, where it did not answer.
    package mutating func remember(
        _ names: [LearnerNames.Name], in group: Call.Values, at now: ContinuousClock.Instant
    ) {
        var known = groups[group] ?? Group(names: [:], asked: now)
        nameCount -= known.names.count
        for name in names { known.names[name.id] = name }
        known.asked = now
        groups[group] = known
        nameCount += known.names.count
        while groups.count > 1, groups.count > mostGroups || nameCount > mostNames {
            guard let oldest = groups.filter({ $0.key != group }).min(by: { $0.value.asked < $1.value.asked }) else {
                return
            }
            nameCount -= oldest.value.names.count
            groups[oldest.key] = nil
        }
    }
}
