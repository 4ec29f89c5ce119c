/// How many bytes of rows that were read ahead a destination holds.
struct WindowBudget: Sendable {
    private let share: Int
    /// The most bytes of one window, where it has several rows.
    let window: Int
    private var used = 0

    /// What the windows of all destinations together hold, in bytes.
    static let total = 16 << 20
    /// The most rows of a window.
    static let rows = 200

    /// Creates the budget of one of so many destinations, whose lanes read side by side.
    init(destinations: Int, lanes: Int) {
        share = Self.total / max(1, destinations)
        window = max(64 << 10, min(ShipmentLane.mostBytes, share / max(1, lanes)))
    }

    /// Reserves room for a window; where none is held, there is always room.
    mutating func reserve() -> Bool {
        guard used == 0 || used + window <= share else { return false }
        used += window
        return true
    }

    /// Takes bytes for what was reserved.
    mutating func take(_ bytes: Int) { used += bytes - window }

    /// Gives bytes back.
    mutating func give(_ bytes: Int) { used -= bytes }
}
