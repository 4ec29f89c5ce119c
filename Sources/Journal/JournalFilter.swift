import LearnHooks

/// What a person looks for, in one language for deliveries, exceptions, attempts, replays and exports.
///
/// Terms with spaces between: `platform:knolyx kind:activity.completed state:dead since:2h learner:ID destination:crm`. All of
/// them must hold; of several of one name, one must.
package struct JournalFilter: Sendable, Equatable {
    /// The names of platforms; empty for all, as the others are.
    package var platforms: Set<String> = []
    /// Wire types of events.
    package var types: Set<String> = []
    /// Kinds of actions, or beginnings of them: `activity.*`.
    package var kinds: [String] = []
    /// How deliveries and exceptions stand.
    package var states: Set<State> = []
    /// Learners: account names, or addresses.
    package var learners: Set<String> = []
    /// Destinations.
    package var destinations: Set<String> = []
    /// What came at this time or later, in milliseconds since 1970.
    package var since: Int64?
    /// What came before this time, in milliseconds since 1970.
    package var until: Int64?

    /// How a delivery or an exception stands.
    package enum State: String, Sendable, CaseIterable {
        /// A delivery that was handled.
        case accepted
        /// A delivery that has proven itself, and could not be read.
        case refused
        /// An exception that is tried again.
        case open
        /// An exception that is given up.
        case dead
        /// An exception under whose id the store has another content.
        case conflict

        /// The exceptions' state of this name; nil for a delivery's.
        package var ofException: ExceptionState? { ExceptionState(rawValue: rawValue) }
    }

    /// Creates a filter that takes all.
    package init() {}

    /// Reads a filter.
    ///
    /// - Parameters:
    ///   - text: The terms.
    ///   - now: What `2h` is before, in milliseconds since 1970.
    /// - Throws: `JournalError` that names the term.
    package init(_ text: String, now: Int64) throws(JournalError) {
        for term in text.split(whereSeparator: \.isWhitespace) { try read(String(term), now: now) }
        if let since, let until, since >= until {
            throw JournalError(.input, "filter: expected since: to be before until:")
        }
    }

    private static let names = ["platform", "type", "kind", "state", "learner", "destination", "since", "until"]

    private mutating func read(_ term: String, now: Int64) throws(JournalError) {
        let parts = term.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, Self.names.contains(parts[0]) else {
            throw JournalError(
                .input,
                "filter: \(parts.first ?? ""): expected NAME:VALUE, NAME being one of \(Self.names.joined(separator: ", "))"
            )
        }
        let (name, value) = (parts[0], parts[1])
        switch name {
        case "platform": platforms.insert(value)
        case "type": types.insert(value)
        case "learner": learners.insert(value)
        case "destination": destinations.insert(value.lowercased())
        case "kind":
            guard !value.dropLast().contains("*") else {
                throw JournalError(.input, "filter: kind:\(value): expected * at the end alone, as in activity.*")
            }
            kinds.append(value)
        case "state":
            guard let state = State(rawValue: value) else {
                let all = State.allCases.map(\.rawValue).joined(separator: ", ")
                throw JournalError(.input, "filter: state:\(value): expected one of \(all)")
            }
            states.insert(state)
        default:
            guard let time = Self.time(value, now: now) else {
                throw JournalError(
                    .input, "filter: \(name):\(value): expected a time ago (30s, 5m, 2h, 7d) or one as in RFC 3339")
            }
            if name == "since" { since = max(since ?? time, time) } else { until = min(until ?? time, time) }
        }
    }

    /// A time as RFC 3339 has it, or so many seconds, minutes, hours or days ago.
    private static func time(_ text: String, now: Int64) -> Int64? {
        if let time = Timestamp(text) { return time.unixMilliseconds }
        let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()), number >= 0 else {
            return nil
        }
        let (product, overflows) = number.multipliedReportingOverflow(by: unit)
        return overflows || product > now ? nil : now - product
    }

    /// Whether a kind is taken.
    package func takes(kind: String) -> Bool {
        kinds.isEmpty
            || kinds.contains { $0.last == "*" ? kind.hasPrefix($0.dropLast()) : $0 == kind }
    }

    /// Whether a time is taken, in milliseconds since 1970.
    package func takes(time: Int64) -> Bool { time >= since ?? .min && time < until ?? .max }

    /// The order keys of its learners at some platforms' origins: by account name, and by an address's digest.
    package func orderKeys(sources: [String]) -> Set<OrderKey> {
        Set(sources.flatMap { source in learners.flatMap { OrderKey.all(of: $0, source: source) } })
    }
}
