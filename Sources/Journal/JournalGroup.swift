/// Something that is to be done in the next commit.
struct JournalWork: Sendable {
    /// How many bytes it brings to the log; 0 for what is no delivery.
    let size: Int
    /// What it is.
    let kind: Kind
    /// Says why it was not done.
    let fail: @Sendable (JournalError) -> Void

    /// What is to be done.
    enum Kind: Sendable {
        /// A delivery is stored; what became of it is told once it is committed.
        case append(JournalEntry, tell: @Sendable (Appended) -> Void)
        /// Something else is done, in a unit of its own; what it returns gives the answer once it is committed.
        ///
        /// It throws where the disk or the database is at fault; what else it may throw is in the answer.
        case other(@Sendable (any JournalEngine) throws(JournalError) -> @Sendable () -> Void)
    }
}

/// What waits for the journal, and how much of it is committed together.
struct JournalQueue: Sendable {
    /// The most deliveries of one commit.
    static let mostDeliveries = 256
    /// The most bytes of one commit, unless one delivery has more by itself.
    static let mostBytes = 1 << 20
    /// The most bytes that wait.
    static let mostWaiting = 32 << 20

    private var waiting: [JournalWork] = []
    private var taken = 0
    private var bytes = 0

    /// Whether nothing waits.
    var isEmpty: Bool { taken == waiting.count }

    /// Adds something at the end.
    ///
    /// - Returns: Whether there was room.
    mutating func add(_ work: JournalWork) -> Bool {
        guard work.size == 0 || bytes == 0 || bytes + work.size <= Self.mostWaiting else { return false }
        bytes += work.size
        waiting.append(work)
        return true
    }

    /// Takes what is committed next.
    mutating func takeGroup() -> [JournalWork] {
        var size = 0
        let group = waiting[taken...].prefix(Self.mostDeliveries).prefix { work in
            let fits = size == 0 || work.size == 0 || size + work.size <= Self.mostBytes
            size += work.size
            return fits
        }
        taken += group.count
        bytes -= group.reduce(0) { $0 + $1.size }
        if isEmpty {
            waiting.removeAll(keepingCapacity: true)
            taken = 0
        } else if taken >= 4096 {
            waiting.removeFirst(taken)
            taken = 0
        }
        return Array(group)
    }
}
