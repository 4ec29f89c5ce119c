package import LearnHooks

/// A bounded cache of learners' names by group, which also remembers learners who were not found.
package struct LearnerCache: Sendable {
    /// What to do about a learner.
    package enum Decision: Equatable {
        /// Ask who is in the group.
        case ask
        /// The name, or nil if it is not known.
        case known(Action.Learner?)
    }

    private struct Group {
        var learners: [String: Action.Learner] = [:]
        /// Who was not in it, and when that was seen.
        var missing: [String: ContinuousClock.Instant] = [:]
        var asked: ContinuousClock.Instant

        var size: Int { learners.count + missing.count }
    }

    private var groups: [Call.Values: Group] = [:]
    private var size = 0
    /// When the API did not answer; nil since it has.
    private var failed: ContinuousClock.Instant?
    private let mostGroups: Int
    private let mostLearners: Int

    /// How long it is before a learner who was not found is asked about again, or an API that did not answer.
    package static let patience = Duration.seconds(60)

    /// Creates an empty one.
    ///
    /// - Parameters:
    ///   - mostGroups: The most groups that it remembers, the last ones.
    ///   - mostLearners: The most learners, except for those of the last group.
    package init(mostGroups: Int = 1_000, mostLearners: Int = 100_000) {
        self.mostGroups = mostGroups
        self.mostLearners = mostLearners
    }

    /// Whether the API answers, as far as is known.
    package var isFailing: Bool { failed != nil }

    /// Decides what to do about a learner.
    ///
    /// - Parameters:
    ///   - unnamed: The learner.
    ///   - start: Since when somebody wants to know: a group that was asked about later says all that there is.
    ///   - now: The present time.
    /// - Returns: Who it is, as far as is known, or that somebody has to ask.
    package func decision(
        on unnamed: UnnamedLearner, since start: ContinuousClock.Instant, at now: ContinuousClock.Instant
    ) -> Decision {
        if let group = groups[unnamed.group] {
            if let learner = group.learners[unnamed.id] { return .known(learner) }
            if group.asked > start { return .known(nil) }
            if let missed = group.missing[unnamed.id], now - missed < Self.patience { return .known(nil) }
        }
        if let failed, now - failed < Self.patience { return .known(nil) }
        return .ask
    }

    /// Remembers who is in the group of a learner, and whether that is one of them.
    package mutating func remember(
        _ learners: [Action.Learner], whenAskedAbout unnamed: UnnamedLearner, at now: ContinuousClock.Instant
    ) {
        failed = nil
        var group = groups[unnamed.group] ?? Group(asked: now)
        size -= group.size
        group.asked = now
        group.missing = group.missing.filter { now - $0.value < Self.patience }
        for learner in learners { if let id = learner.id { group.learners[id] = learner } }
        if group.learners[unnamed.id] == nil { group.missing[unnamed.id] = now }
        groups[unnamed.group] = group
        size += group.size
        while groups.count > 1, groups.count > mostGroups || size > mostLearners {
            let others = groups.filter { $0.key != unnamed.group }
            guard let oldest = others.min(by: { $0.value.asked < $1.value.asked }) else { return }
            size -= oldest.value.size
            groups[oldest.key] = nil
        }
    }

    /// Remembers that the API did not answer.
    package mutating func fail(at now: ContinuousClock.Instant) { failed = now }
}
