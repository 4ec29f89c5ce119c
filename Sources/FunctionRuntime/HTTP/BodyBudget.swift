import NIOCore

/// The bytes that bodies hold while they are received, all of them together.
///
/// What whoever sends announces counts for nothing. Where there is no room for more, the slowest body makes it: the one of
/// the fewest bytes a second since it began. A part stays for small bodies, so that large ones do not starve them.
struct BodyBudget<Sender> {
    /// The name of a body.
    typealias Body = UInt64

    private struct Holding {
        let sender: Sender
        let start: NIODeadline
        var bytes = 0

        var isLarge: Bool { bytes > BodyBudget.smallest }

        func speed(at now: NIODeadline) -> Double {
            Double(bytes) / Double(max(1, (now - start).nanoseconds))
        }
    }

    /// The most bytes of a body that is small.
    private static var smallest: Int { 16 << 10 }

    private let limit: Int
    private let limitOfLarge: Int
    private var holdings: [Body: Holding] = [:]
    private var last: Body = 0
    /// The bytes of all bodies, and of the large ones.
    private(set) var bytes = (all: 0, large: 0)

    /// Creates a budget; an eighth of it, 4 MiB at most, stays for small bodies.
    init(limit: Int) {
        self.limit = limit
        limitOfLarge = limit - min(limit / 8, 4 << 20)
    }

    /// Begins a body.
    mutating func begin(_ sender: Sender, at now: NIODeadline) -> Body {
        last += 1
        holdings[last] = Holding(sender: sender, start: now)
        return last
    }

    /// Notes how many bytes a body holds by now.
    ///
    /// - Returns: The bodies that must let go of theirs, with their senders; this one may be among them.
    mutating func hold(_ count: Int, by body: Body, at now: NIODeadline) -> [(body: Body, sender: Sender)] {
        guard holdings[body] != nil else { return [] }
        add(body, -1)
        holdings[body]?.bytes = count
        add(body, 1)
        var slowest: [(body: Body, sender: Sender)] = []
        while bytes.large > limitOfLarge || bytes.all > limit {
            let onlyLarge = bytes.large > limitOfLarge
            let candidates = holdings.lazy.filter { $0.value.bytes > 0 && (!onlyLarge || $0.value.isLarge) }
            guard let victim = candidates.min(by: { $0.value.speed(at: now) < $1.value.speed(at: now) }) else { break }
            slowest.append((victim.key, victim.value.sender))
            end(victim.key)
        }
        return slowest
    }

    /// Ends a body, whose bytes nobody holds any longer.
    mutating func end(_ body: Body) {
        add(body, -1)
        holdings[body] = nil
    }

    private mutating func add(_ body: Body, _ sign: Int) {
        guard let holding = holdings[body] else { return }
        bytes.all += sign * holding.bytes
        if holding.isLarge { bytes.large += sign * holding.bytes }
    }
}
