/// The rules of dispatch that a test can switch off, to see whether its absence is noticed.
///
/// Only a debug build asks: in a release every rule is on, and the compiler folds the questions away.
package struct DispatchRules: OptionSet, Sendable {
    /// A bit for each rule.
    package let rawValue: UInt32

    /// Creates a set of rules.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The cursor moves with the settling, and not before the request.
    package static let cursorLast = Self(rawValue: 1 << 0)
    /// A row whose learner has an open row before it becomes open without a try.
    package static let hold = Self(rawValue: 1 << 1)
    /// Rows held back are settled before the request that follows them.
    package static let holdAtOnce = Self(rawValue: 1 << 2)
    /// After a request that did not pass the next has one row.
    package static let oneRow = Self(rawValue: 1 << 3)
    /// Where only so many lanes send at once, they take turns.
    package static let inTurn = Self(rawValue: 1 << 4)
    /// A single row that fails becomes open, and the log goes on.
    package static let setAside = Self(rawValue: 1 << 5)
    /// Retries wait for themselves; they make no fresh row wait.
    package static let twoStreams = Self(rawValue: 1 << 6)
    /// A 429 while others are under way is nobody's fault: one lane fewer.
    package static let narrow = Self(rawValue: 1 << 7)
    /// A request that was under way when a wait began does not lengthen it.
    package static let underWay = Self(rawValue: 1 << 8)
    /// A failed retry counts only where something passed since the try before it.
    package static let countProof = Self(rawValue: 1 << 9)
    /// "Later" never counts.
    package static let laterFree = Self(rawValue: 1 << 10)
    /// Refusals running make the stream wait as misconfigured.
    package static let refusedRun = Self(rawValue: 1 << 11)
    /// Filters apply to open rows.
    package static let filterOpen = Self(rawValue: 1 << 12)
    /// A lane looks at its epoch before each request.
    package static let epoch = Self(rawValue: 1 << 13)
    /// A replay passes over rows that have an exception.
    package static let replaySkips = Self(rawValue: 1 << 14)
    /// What a replay sets aside holds nobody.
    package static let replayOwn = Self(rawValue: 1 << 15)
    /// Rows whose content is gone are counted and said.
    package static let sayGone = Self(rawValue: 1 << 16)
    /// A stream that fails waits.
    package static let wait = Self(rawValue: 1 << 17)
    /// Where the clock is set back, what is due is looked up anew.
    package static let setBack = Self(rawValue: 1 << 18)

    /// All of them.
    package static let all = Self(rawValue: (1 << 19) - 1)

    /// Whether a rule is on.
    func has(_ rule: DispatchRules) -> Bool {
        #if DEBUG
            contains(rule)
        #else
            true
        #endif
    }
}
