import Journal
import LearnHooks

/// The journal's tables in memory, as simple as they can be: what the dispatch is explored over, beside the engine that ships.
final class MemoryEngine: JournalEngine {
    struct Failed: Hashable {
        var state: ExceptionState
        var due: Int64
        var step: Int64 = 3_600_000
        var counted = 0
        var isOfReplay = false
    }

    struct Place: Hashable {
        let destination: String
        let seq: Int64
    }

    private(set) var rows: [LogRow] = []
    private(set) var cursorsByName: [CursorName: Cursor] = [:]
    /// The cursors' names in order, as they were when one was last added or removed.
    private var names: [CursorName] = []
    private(set) var exceptions: [Place: Failed] = [:]
    private var ids: Set<String> = []
    private var deliveries: [String: Int] = [:]
    private var epoch: Int64 = 0
    private var lastReplay: Int64 = 0
    private var gone: Int64 = 0
    private var learners: [Int64: Action.Learner] = [:]

    func commit(_ work: () throws -> Void) throws(JournalError) { try unit(work) }

    func unit<T>(_ work: () throws -> T) throws(JournalError) -> T {
        do { return try work() } catch { throw error as? JournalError ?? JournalError(.input, "\(error)") }
    }

    func lastEpoch() -> Int64 { epoch }

    // MARK: the door

    func append(_ entry: JournalEntry) -> Appended {
        guard case .accepted(let row, let actions) = entry.outcome else {
            return .stored(actions: 0, known: 0, isChanged: false)
        }
        if let copies = deliveries[row.id] {
            deliveries[row.id] = copies + 1
            return .repeated(copies: copies + 1)
        }
        deliveries[row.id] = 1
        let body = LogRow.Content.delivery(
            type: entry.type, mediaType: entry.mediaType, source: entry.source, body: entry.body)
        add(row.id, row.orderKey, nil, entry.platform, body)
        var known = 0
        for action in actions {
            guard ids.insert(action.id).inserted else {
                known += 1
                continue
            }
            add(action.id, action.orderKey, action.kind, entry.platform, .action(action.content))
        }
        return .stored(actions: actions.count - known, known: known, isChanged: false)
    }

    private func add(_ id: String, _ key: OrderKey, _ kind: String?, _ platform: String, _ content: LogRow.Content) {
        let seq = Int64(rows.count + 1)
        rows.append(LogRow(seq: seq, id: id, orderKey: key, kind: kind, platform: platform, content: content))
    }

    func lastPlaces() -> [Int: Int64] {
        Dictionary(rows.map { ($0.orderKey.shard, $0.seq) }) { max($0, $1) }
    }

    // MARK: dispatch

    func configure(_ destination: String, from start: CursorStart) {
        guard !cursorsByName.keys.contains(where: { $0.destination == destination }) else { return }
        for shard in 0..<OrderKey.shards {
            let name = CursorName(destination: destination, shard: shard)
            let seq = start == .beginning ? 0 : Int64(rows.count)
            cursorsByName[name] = Cursor(name: name, seq: seq, epoch: nextEpoch())
        }
    }

    private func nextEpoch() -> Int64 {
        epoch += 1
        return epoch
    }

    private func raise(_ destination: String? = nil) {
        for name in cursorsByName.keys where destination == nil || name.destination == destination {
            cursorsByName[name]?.epoch = nextEpoch()
        }
    }

    func cursors() -> [Cursor] {
        let cursors = names.compactMap { cursorsByName[$0] }
        guard cursors.count < names.count || cursors.count < cursorsByName.count else { return cursors }
        // In one order, so that one seed is one schedule.
        names = cursorsByName.keys.sorted {
            ($0.destination, $0.shard, $0.replay) < ($1.destination, $1.shard, $1.replay)
        }
        return names.compactMap { cursorsByName[$0] }
    }

    func freshRows(of cursor: CursorName, behind seq: Int64, upTo end: Int64?, rows most: Int, bytes: Int) -> [FreshRow]
    {
        var (taken, size): ([FreshRow], Int) = ([], 0)
        for row in rows where row.orderKey.shard == cursor.shard && row.seq > seq && row.seq <= end ?? .max {
            size += row.content?.count ?? 0
            guard taken.count < most, taken.isEmpty || size <= bytes else { break }
            let place = Place(destination: cursor.destination, seq: row.seq)
            let open = openRows(cursor.destination, cursor.shard)
            let isHeld = open.contains { $0.row.seq < row.seq && $0.row.orderKey == row.orderKey && !$0.isOfReplay }
            taken.append(FreshRow(row: row, isHeld: isHeld, hasException: exceptions[place] != nil))
        }
        return taken
    }

    private func openRows(_ destination: String, _ shard: Int) -> [OpenRow] {
        exceptions.filter { $0.key.destination == destination && $0.value.state == .open }
            .map { OpenRow(row: rows[Int($0.seq) - 1], counted: $1.counted, due: $1.due, isOfReplay: $1.isOfReplay) }
            .filter { $0.row.orderKey.shard == shard }.sorted { $0.row.seq < $1.row.seq }
    }

    private func heads(_ destination: String, _ shard: Int) -> [OpenRow] {
        var keys: Set<OrderKey> = []
        return openRows(destination, shard).filter { $0.isOfReplay || keys.insert($0.row.orderKey).inserted }
            .sorted { ($0.due, $0.row.seq) < ($1.due, $1.row.seq) }
    }

    func retries(of destination: String, shard: Int, dueBy time: Int64, rows most: Int, bytes: Int) -> [OpenRow] {
        let open = openRows(destination, shard)
        var taken: [OpenRow] = []
        for head in heads(destination, shard) {
            let step = exceptions[Place(destination: destination, seq: head.row.seq)]?.step ?? 0
            guard head.due <= time || head.due > time + step else { continue }
            taken.append(head)
            guard !head.isOfReplay else { continue }
            taken += open.filter {
                $0.row.orderKey == head.row.orderKey && $0.row.seq > head.row.seq && !$0.isOfReplay
            }
        }
        var size = 0
        return taken.prefix(most).enumerated().prefix { index, row in
            size += row.row.content?.count ?? 0
            return index == 0 || size <= bytes
        }.map(\.element)
    }

    func nextDue(of destination: String, shard: Int) -> Int64? { heads(destination, shard).first?.due }

    func settle(_ settlement: Settlement) -> Bool {
        guard let cursor = cursorsByName[settlement.cursor], cursor.epoch == settlement.epoch else { return false }
        let destination = settlement.cursor.destination
        for row in settlement.rows {
            let place = Place(destination: destination, seq: row.seq)
            switch row.outcome {
            case .passed, .passedOver: exceptions[place] = nil
            case .gone:
                gone += 1
                exceptions[place] = nil
            case .heldBack: exceptions[place] = exceptions[place] ?? Failed(state: .open, due: 0)
            case .setAside(let due, let counted, _, _, let isOfReplay):
                exceptions[place] = Failed(
                    state: .open, due: due, step: max(3_600_000, due - settlement.time), counted: counted,
                    isOfReplay: isOfReplay)
            case .dead(let counted, _, _, let isOfReplay):
                exceptions[place] = Failed(state: .dead, due: 0, counted: counted, isOfReplay: isOfReplay)
            case .conflict: exceptions[place] = Failed(state: .conflict, due: 0)
            }
        }
        promote(destination, settlement)
        if let seq = settlement.seq { cursorsByName[settlement.cursor]?.seq = max(cursor.seq, seq) }
        return true
    }

    private func promote(_ destination: String, _ settlement: Settlement) {
        let settled = Set(settlement.rows.map(\.seq))
        for key in Set(settlement.rows.map(\.orderKey)) {
            let open = openRows(destination, key.shard)
            guard let head = open.first(where: { $0.row.orderKey == key && !$0.isOfReplay }) else { continue }
            let place = Place(destination: destination, seq: head.row.seq)
            if !settled.contains(head.row.seq) || head.due == 0 {
                exceptions[place]?.due = max(head.due, settlement.time)
            }
        }
    }

    func endReplay(_ cursor: CursorName, epoch: Int64) {
        if cursorsByName[cursor]?.epoch == epoch { cursorsByName[cursor] = nil }
    }

    // MARK: who learners are

    func learners(of rows: [Int64]) -> [Int64: Action.Learner] {
        learners.filter { rows.contains($0.key) }
    }

    func keep(_ found: [Int64: Action.Learner]) -> [Int64: Action.Learner] {
        for (seq, learner) in found where rows[Int(seq) - 1].content != nil {
            learners[seq] = learners[seq] ?? learner
        }
        return learners(of: Array(found.keys))
    }

    // MARK: a person at the shell

    func replay(_ destination: String, from first: Int64, through last: Int64, filter: String?) -> Int64 {
        lastReplay += 1
        for shard in 0..<OrderKey.shards {
            let own = cursorsByName[CursorName(destination: destination, shard: shard)]?.seq ?? 0
            let name = CursorName(destination: destination, shard: shard, replay: lastReplay)
            cursorsByName[name] = Cursor(
                name: name, seq: first, end: min(last, own), filter: filter, epoch: nextEpoch())
        }
        return lastReplay
    }

    func move(_ destination: String, backTo seq: Int64) {
        for (name, cursor) in cursorsByName where name.destination == destination {
            if name.isReplay {
                cursorsByName[name]?.end = cursor.end.map { min($0, seq) }
            } else {
                cursorsByName[name]?.seq = min(cursor.seq, seq)
            }
        }
        for place in exceptions.keys where place.destination == destination && place.seq > seq {
            exceptions[place] = nil
        }
        raise(destination)
    }

    func skip(_ destination: String) {
        for name in cursorsByName.keys where name.destination == destination && !name.isReplay {
            cursorsByName[name]?.seq = Int64(rows.count)
        }
        exceptions = exceptions.filter { $0.key.destination != destination || $0.value.state != .open }
        raise(destination)
    }

    func pause(_ destination: String, because reason: String?) {
        for name in cursorsByName.keys where name.destination == destination { cursorsByName[name]?.paused = reason }
        raise(destination)
    }

    func remove(_ destination: String) {
        cursorsByName = cursorsByName.filter { $0.key.destination != destination }
        exceptions = exceptions.filter { $0.key.destination != destination }
        epoch += 1
    }

    func rename(_ old: String, to new: String) {}

    func release(_ selection: ExceptionSelection, at time: Int64, atMost most: Int) -> Int {
        let places = selected(selection, [.dead]).prefix(most)
        for place in places {
            let isOfReplay = exceptions[place]?.isOfReplay ?? false
            exceptions[place] = Failed(state: .open, due: time, isOfReplay: isOfReplay)
        }
        raise()
        return places.count
    }

    func drop(_ selection: ExceptionSelection, atMost most: Int) -> Int {
        let places = selected(selection, [.open, .dead]).prefix(most)
        for place in places {
            exceptions[place] = nil
        }
        raise()
        return places.count
    }

    private func selected(_ selection: ExceptionSelection, _ states: Set<ExceptionState>) -> [Place] {
        exceptions.filter { place, failed in
            (selection.destination.map { $0 == place.destination } ?? true) && states.contains(failed.state)
                && (selection.places?.contains(place.seq) ?? true)
        }.keys.sorted { $0.seq < $1.seq }
    }

    func forget(_ key: OrderKey) -> Int {
        var count = 0
        for index in rows.indices where rows[index].orderKey == key {
            rows[index].content = nil
            count += 1
            exceptions = exceptions.filter { $0.key.seq != rows[index].seq }
        }
        raise()
        return count
    }

    // MARK: keeping, and letting go

    func prune(_ retention: Retention, at time: Int64) -> Bool {
        for index in rows.indices {
            let row = rows[index]
            let isOwed = cursorsByName.values.contains { cursor in
                cursor.name.shard == row.orderKey.shard
                    && (cursor.name.isReplay
                        ? cursor.seq < row.seq && row.seq <= cursor.end ?? 0 : cursor.seq < row.seq)
            }
            let isException = exceptions.contains { $0.key.seq == row.seq && $0.value.state != .conflict }
            if !isOwed, !isException { rows[index].content = nil }
        }
        return false
    }

    func size() -> JournalSize { JournalSize(used: 0, most: 0) }

    func summary(at time: Int64) -> JournalSummary {
        var summary = JournalSummary()
        summary.gone = gone
        return summary
    }
}
