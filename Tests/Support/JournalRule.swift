package import Journal

/// Something that every engine must hold to.
package struct JournalRule: Sendable, CustomStringConvertible {
    /// What holds.
    package let description: String
    /// Breaks where it does not.
    package let check: @Sendable (JournalBench) throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (JournalBench) throws -> Void) {
        self.description = description
        self.check = check
    }

    /// All rules.
    package static let all = door + dispatch + person + manyRows + revising + retention + learners
}

extension Retention {
    /// One that keeps nothing longer than it must.
    package static var nothing: Retention {
        var retention = Retention()
        (retention.content, retention.ids, retention.dead) = (0, 0, 0)
        return retention
    }
}

extension JournalBench {
    /// Appends deliveries of the learner, an action each: delivery n has the places 2n - 1 and 2n.
    package func append(_ numbers: ClosedRange<Int>) throws {
        for number in numbers { _ = try engine.append(.sample(number)) }
    }

    /// Prunes until there is nothing more to do.
    package func prune(_ retention: Retention = .nothing, at time: Int64 = 1_000_000_000_000) throws {
        for _ in 0..<10 where try !engine.prune(retention, at: time) {}
    }
}
