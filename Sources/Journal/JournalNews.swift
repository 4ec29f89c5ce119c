/// What a commit has changed.
package struct JournalNews: Sendable, Equatable {
    /// The last place of each shard that got rows.
    package var places: [Int: Int64] = [:]
    /// Whether cursors were made, or changed by a person.
    package var cursorsChanged = false
}

/// What the journal has committed since it was opened.
package struct JournalCounters: Sendable, Equatable {
    /// Commits that were made.
    package var commits = 0
    /// Commits that could not be made.
    package var failures = 0
    /// Deliveries that were stored by them, repeats included.
    package var deliveries = 0
    /// How long the commits took.
    package var durations = DurationHistogram()
}
